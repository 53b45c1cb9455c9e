// A form link: PostObject's signed form for the same upload a link is for. It needs no CORS rule, and can hold a limit.
import { AppError } from '../../shared/errors.ts'
import { hasFormField } from '../../shared/oss/form-headers.ts'
import { formAction, maxFormBytes, signPostPolicy } from '../oss/post-policy.ts'
import type { PolicyCondition } from '../oss/post-policy.ts'
import type { Credentials, OssTarget } from '../oss/types.ts'
import { exactBytesOf } from './exact-bytes.ts'

export type FormLink = {
  /** Where the form is posted. */
  url: string
  /** Exactly these, in this order, and then the file. */
  fields: readonly { name: string; value: string }[]
}

type Asked = {
  objectKey: string
  /** The headers of the link. Each becomes a field, pinned by the policy. */
  headers: readonly { name: string; value: string }[]
  /** The sender's own file name goes into the folder of `objectKey`, and can replace nothing there. */
  isNamedBySender: boolean
  /** Of the file: 1 to 5 GB. */
  maxBytes: number
  expiresAtMs: number
}

/** OSS puts the name of the file that is sent in its place. */
const fileNamePlace = '$' + '{filename}'

/** With its slash; empty when the key has none. */
export const folderOf = (objectKey: string): string => objectKey.slice(0, objectKey.lastIndexOf('/') + 1)

/** In a form each variable of a callback is a field of its own (PostObject does not read callback-var). */
function variableFields(base64: string): [name: string, value: string][] {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  // callbackHeaders wrote it: names and texts.
  return Object.entries(JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>)
}

/** Headers of a PUT as the fields that do the same. Throws `link.notByForm` for one no field stands for. */
function fieldFor({ name, value }: { name: string; value: string }): [name: string, value: string][] {
  const lower = name.toLowerCase()
  if (!hasFormField(name)) throw new AppError('link.notByForm', { params: { header: name } })
  // The policy holds the size.
  if (lower === 'content-length') return []
  // A browser names a type for the file itself, which wins over a field called Content-Type but not over this one.
  if (lower === 'content-type') return [['x-oss-content-type', value]]
  if (lower === 'x-oss-callback') return [['callback', value]]
  if (lower === 'x-oss-callback-var') return variableFields(value)
  return [[lower, value]]
}

/**
 * Throws `option.invalid` when the sender is to name the file but the key has no folder: the whole bucket would be open;
 * and for a size no form can have. Throws `object.invalidKey` for a key OSS would read as a pattern, and
 * `link.notByForm` for a header no field stands for.
 */
export function makeFormLink(
  asked: Asked,
  { target, credentials, nowMs }: { target: OssTarget; credentials: Credentials; nowMs: number },
): FormLink {
  const { objectKey, isNamedBySender, maxBytes, expiresAtMs } = asked
  const exactBytes = exactBytesOf(asked.headers)
  const folder = folderOf(objectKey)
  if (isNamedBySender && folder === '') throw new AppError('option.invalid', { params: { detail: 'folder' } })
  if (maxBytes < 1 || maxBytes > maxFormBytes) throw new AppError('option.invalid', { params: { detail: 'size' } })
  if ((isNamedBySender ? folder : objectKey).includes(fileNamePlace)) throw new AppError('object.invalidKey')
  const fields = new Map(asked.headers.flatMap(fieldFor))
  if (isNamedBySender) fields.set('x-oss-forbid-overwrite', 'true')
  const conditions: PolicyCondition[] = [
    isNamedBySender ? ['starts-with', '$key', folder] : ['eq', '$key', objectKey],
    exactBytes === undefined ? ['content-length-range', 1, maxBytes] : ['content-length-range', exactBytes, exactBytes],
    ...[...fields].map(([name, value]): PolicyCondition => ['eq', `$${name}`, value]),
  ]
  const signed = signPostPolicy({ conditions, expiresAtMs }, target, credentials, new Date(nowMs))
  const key = isNamedBySender ? folder + fileNamePlace : objectKey
  return {
    url: formAction(target),
    fields: [['key', key] as const, ...fields, ...Object.entries(signed.fields)].map(([name, value]) => ({
      name,
      value,
    })),
  }
}
