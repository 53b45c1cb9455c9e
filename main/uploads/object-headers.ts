// What an object is stored with, as request headers.
import { metadataHeaders } from '../../shared/oss/metadata.ts'
import { taggingHeader } from '../../shared/oss/tags.ts'
import type { SendOptions } from '../../shared/model/upload.ts'

type Headers = Readonly<Record<string, string>>

/** Without this header a PUT, initiate or Complete replaces what is there. */
export const forbidOverwrite: Headers = { 'x-oss-forbid-overwrite': 'true' }

const given = (name: string, value: string | undefined): Headers => (value === undefined ? {} : { [name]: value })

type Known = Map<string, Headers>
const known = new WeakMap<SendOptions, Known>()
const mostKnown = 200

/**
 * What goes on a PUT or an initiate. The same object for all files of one kind: it is made once, frozen, and mostly signed
 * once a second (sign-v4.ts). Throws as objectHeaders.
 */
export function requestHeaders(options: SendOptions, guessedType: string, mayReplace: boolean): Headers {
  const kind = `${guessedType} ${mayReplace}`
  const before = known.get(options)?.get(kind)
  if (before) return before
  const headers = Object.freeze({ ...objectHeaders(options, guessedType), ...(mayReplace ? {} : forbidOverwrite) })
  const kinds = known.get(options) ?? new Map<string, Headers>()
  if (kinds.size >= mostKnown) kinds.clear()
  known.set(options, kinds.set(kind, headers))
  return headers
}

/** Throws AppError `option.invalid` when metadata or tags break a rule of OSS. */
export const objectHeaders = (options: SendOptions, guessedType: string): Headers => ({
  'content-type': options.contentType ?? guessedType,
  ...given('cache-control', options.cacheControl),
  ...given('content-disposition', options.contentDisposition),
  ...given('x-oss-storage-class', options.storageClass),
  ...given('x-oss-tagging', taggingHeader(options.tags)),
  ...metadataHeaders(options.metadata),
})
