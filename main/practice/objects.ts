import { httpDate } from './clock.ts'
import { callbackOf, withCallback } from './callback.ts'
import { queryText, type Answer, type Exchange } from './exchange.ts'
import type { StoredObject } from './model.ts'
import { optionsOfRequest } from './object-options.ts'
import { parseRange, notModifiedStatus } from './conditions.ts'
import { invalidArgument, Refusal } from './refusal.ts'
import { receiveBytes } from './receive.ts'
import { bytesOf } from './target.ts'

export const noSuchKey = (objectKey: string): Refusal =>
  new Refusal(404, 'NoSuchKey', 'The specified key does not exist.', {
    ec: '0026-00000001',
    details: { Key: objectKey },
  })

/** Refuses when an object of this name exists and overwriting is forbidden. Asked before the body and again after. */
export function requireNoOverwrite(exchange: Exchange, isForbidden: boolean): void {
  if (!isForbidden || !exchange.store.object(exchange.bucket.name, exchange.objectKey)) return
  const message = 'The object you specified already exists and can not be overwritten.'
  throw new Refusal(409, 'FileAlreadyExists', message, { ec: '0026-00000002', details: { Key: exchange.objectKey } })
}

export const isOverwriteForbidden = (exchange: Exchange): boolean =>
  exchange.headers.text('x-oss-forbid-overwrite')?.toLowerCase() === 'true'

export const checksumHeaders = (object: { etag: string; crc64: string; md5?: string }): Record<string, string> => ({
  ETag: `"${object.etag}"`,
  'x-oss-hash-crc64ecma': object.crc64,
  ...(object.md5 === undefined ? {} : { 'Content-MD5': object.md5 }),
})

export async function putObject(exchange: Exchange): Promise<Answer> {
  const conditional = ['if-modified-since', 'if-unmodified-since', 'if-match', 'if-none-match']
  const unsupported = conditional.find((name) => exchange.headers.count(name) > 0)
  if (unsupported !== undefined) {
    throw new Refusal(400, 'NotImplemented', 'A header you provided implies functionality that is not implemented.', {
      details: { Header: unsupported },
    })
  }
  const isForbidden = isOverwriteForbidden(exchange)
  const options = optionsOfRequest(exchange)
  const callback = callbackOf(exchange)
  requireNoOverwrite(exchange, isForbidden)
  const received = await receiveBytes(exchange)
  try {
    requireNoOverwrite(exchange, isForbidden)
  } catch (error) {
    await exchange.store.discard(received.extents)
    throw error
  }
  const { extents, size, etag, crc64, md5 } = received
  const { objectKey } = exchange
  const modifiedMs = exchange.now()
  const object: StoredObject = { objectKey, type: 'Normal', size, etag, crc64, md5, modifiedMs, options, extents }
  exchange.store.record({ change: 'put', bucket: exchange.bucket.name, object })
  return withCallback(exchange, callback, object, { status: 200, headers: checksumHeaders(object) })
}

const headersOf = (object: StoredObject): Record<string, string> => {
  const { options } = object
  const tagCount = Object.keys(options.tags).length
  const kept = Object.entries(options.headers).map(([name, value]) => [titled(name), bytesOf(value)])
  return {
    ...Object.fromEntries(kept),
    ...checksumHeaders(object),
    'Accept-Ranges': 'bytes',
    'Last-Modified': httpDate(object.modifiedMs),
    'x-oss-object-type': object.type,
    'x-oss-storage-class': options.storageClass,
    ...(tagCount === 0 ? {} : { 'x-oss-tagging-count': String(tagCount) }),
  }
}

const titled = (name: string): string =>
  name.startsWith('x-oss-') ? name : name.replace(/(^|-)[a-z]/g, (found) => found.toUpperCase())

const overrides: Readonly<Record<string, string>> = {
  'response-content-type': 'Content-Type',
  'response-content-language': 'Content-Language',
  'response-expires': 'Expires',
  'response-cache-control': 'Cache-Control',
  'response-content-disposition': 'Content-Disposition',
  'response-content-encoding': 'Content-Encoding',
}

function overriddenHeaders(exchange: Exchange): Record<string, string> {
  const found = Object.entries(overrides).flatMap(([parameter, header]) => {
    const value = queryText(exchange, parameter)
    return value === undefined ? [] : [[header, bytesOf(value)] as const]
  })
  if (found.length > 0 && !exchange.signer) {
    throw invalidArgument('Response headers can be overridden in signed requests only.')
  }
  return Object.fromEntries(found)
}

const archived = ['Archive', 'ColdArchive', 'DeepColdArchive']

/** GET and HEAD. */
export function readObject(exchange: Exchange): Answer {
  const object = exchange.store.object(exchange.bucket.name, exchange.objectKey)
  if (!object) throw noSuchKey(exchange.objectKey)
  const isGet = exchange.method === 'GET'
  const headers = { ...headersOf(object), ...(isGet ? overriddenHeaders(exchange) : {}) }
  const status = notModifiedStatus(exchange.headers, object)
  if (status === 304)
    return { status, headers: { ETag: `"${object.etag}"`, 'Last-Modified': httpDate(object.modifiedMs) } }
  if (isGet && archived.includes(object.options.storageClass)) {
    const message = "The operation is not valid for the object's state."
    throw new Refusal(403, 'InvalidObjectState', message, { details: { ObjectName: object.objectKey } })
  }
  const range = isGet ? parseRange(exchange.headers, object.size) : undefined
  if (range) {
    return {
      status: 206,
      headers: { ...headers, 'Content-Range': `bytes ${range.start}-${range.end - 1}/${object.size}` },
      stored: { extents: object.extents, ...range },
    }
  }
  return { status: 200, headers, stored: { extents: object.extents, start: 0, end: object.size } }
}

/** 204 whether or not there was such an object. */
export function deleteObject(exchange: Exchange): Answer {
  const { bucket, objectKey, store } = exchange
  if (store.object(bucket.name, objectKey)) store.record({ change: 'delete', bucket: bucket.name, objectKey })
  return { status: 204 }
}
