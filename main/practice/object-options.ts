// Headers of a new object: read, checked against OSS's limits, and given back later.
import type { Exchange } from './exchange.ts'
import { requirePermission } from './keys.ts'
import type { ObjectOptions } from './model.ts'
import { invalidArgument, Refusal } from './refusal.ts'
import { decodePercent, textOf } from './target.ts'

const storageClasses = ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive']
const acls = ['default', 'private', 'public-read', 'public-read-write']
const encryptions = ['AES256', 'KMS', 'SM4']
const keptHeaders = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires']
const encryptionHeaders = [
  'x-oss-server-side-encryption',
  'x-oss-server-side-encryption-key-id',
  'x-oss-server-side-data-encryption',
]
const maxMetadataBytes = 8 * 1024
export const maxKeyBytes = 1023

/** `a=1&b=x%20y` as OSS allows it: 10 tags, keys to 128 bytes, values to 256, few characters. */
export function parseTags(text: string): Record<string, string> {
  const decode = (part: string): string => textOf(decodePercent(part.replaceAll('+', ' '))) ?? part
  const pairs = text.split('&').map((pair) => {
    const equals = pair.indexOf('=')
    return equals < 0 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
  }) as [string, string][] // both branches give two strings
  checkTags(pairs)
  return Object.fromEntries(pairs)
}

export function checkTags(pairs: readonly (readonly [string, string])[]): void {
  const isBad = ([key, value]: readonly [string, string]): boolean =>
    key === '' ||
    Buffer.byteLength(key) > 128 ||
    Buffer.byteLength(value) > 256 ||
    !/^[\p{L}\p{N} +\-=._:/]*$/u.test(key + value)
  const isDuplicate = new Set(pairs.map(([key]) => key)).size < pairs.length
  if (pairs.length > 10 || isDuplicate || pairs.some(isBad)) {
    throw new Refusal(400, 'InvalidTag', 'The tag set you provided is invalid.')
  }
}

function oneOf(value: string | undefined, allowed: readonly string[], name: string): string | undefined {
  if (value === undefined || allowed.includes(value)) return value
  throw invalidArgument(`no such ${name}`, '', { ArgumentName: name, ArgumentValue: value })
}

function metadataOf(get: (name: string) => string | undefined, names: readonly string[]): Record<string, string> {
  const found = names.filter((name) => name.startsWith('x-oss-meta-'))
  const bad = found.find((name) => !/^x-oss-meta-[a-z0-9-]+$/.test(name))
  if (bad !== undefined) throw invalidArgument('The metadata name is not valid.', '', { ArgumentName: bad })
  const metadata = Object.fromEntries(found.map((name) => [name, get(name) ?? '']))
  const bytes = Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + name.length - 'x-oss-meta-'.length + Buffer.byteLength(value),
    0,
  )
  if (bytes <= maxMetadataBytes) return metadata
  throw new Refusal(400, 'MetadataTooLarge', 'The metadata is larger than 8 KB.')
}

/** From request headers or form fields: `get` takes lower-case names. */
export function readObjectOptions(
  get: (name: string) => string | undefined,
  names: readonly string[],
  contentType: string | undefined,
): ObjectOptions {
  const encryption = get('x-oss-server-side-encryption')
  if (encryption !== undefined && !encryptions.includes(encryption)) {
    throw new Refusal(400, 'InvalidEncryptionAlgorithmError', 'The encryption algorithm is not supported.')
  }
  const kept = [...keptHeaders, ...encryptionHeaders].flatMap((name) => {
    const value = get(name)
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  const tagging = get('x-oss-tagging')
  return {
    headers: {
      'content-type': contentType ?? 'application/octet-stream',
      ...Object.fromEntries(kept),
      ...metadataOf(get, names),
    },
    storageClass: oneOf(get('x-oss-storage-class'), storageClasses, 'x-oss-storage-class') ?? 'Standard',
    acl: oneOf(get('x-oss-object-acl'), acls, 'x-oss-object-acl') ?? 'default',
    tags: tagging === undefined || tagging === '' ? {} : parseTags(tagging),
  }
}

/** The one option that is said when a multipart upload is put together; undefined when it is not. */
export function aclAtComplete({ headers }: Exchange): string | undefined {
  if (headers.text('x-oss-storage-class') !== undefined) {
    const message = 'The x-oss-storage-class header is not supported when an upload is completed.'
    throw invalidArgument(message, '0042-00000202', { ArgumentName: 'x-oss-storage-class' })
  }
  return oneOf(headers.text('x-oss-object-acl'), acls, 'x-oss-object-acl')
}

/** Some options need rights of their own. */
export function requireOptionPermissions(exchange: Exchange, options: ObjectOptions): void {
  const { signer, bucket, objectKey } = exchange
  if (!signer) return
  if (Object.keys(options.tags).length > 0) {
    requirePermission(signer, 'oss:PutObjectTagging', bucket.name, objectKey)
  }
  if (options.acl !== 'default') requirePermission(signer, 'oss:PutObjectAcl', bucket.name, objectKey)
}

/** Options of a PUT or of the start of a multipart upload. */
export function optionsOfRequest(exchange: Exchange): ObjectOptions {
  const { headers } = exchange
  const options = readObjectOptions(headers.text, headers.names(), headers.text('content-type'))
  requireOptionPermissions(exchange, options)
  return options
}

export function requireLegalKey(objectKey: string | null): string {
  if (objectKey !== null && !/^[/\\]/.test(objectKey) && Buffer.byteLength(objectKey) <= maxKeyBytes) return objectKey
  const message = 'The specified object is not valid.'
  const isLong = objectKey !== null && Buffer.byteLength(objectKey) > maxKeyBytes
  throw new Refusal(400, 'InvalidObjectName', message, { ec: isLong ? '0016-00000005' : '0016-00000002' })
}
