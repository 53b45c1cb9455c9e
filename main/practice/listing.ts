// ListObjects (version 1 and 2) and ListMultipartUploads.
import { isoSeconds } from './clock.ts'
import { queryText, xmlAnswer, type Answer, type Exchange } from './exchange.ts'
import { encodedText, encodingElement, pageSize } from './list-encoding.ts'
import { compareUtf8 } from './sorted-keys.ts'
import { invalidArgument } from './refusal.ts'
import { element, xmlDocument, type Xml } from './xml.ts'

type Page = { keys: string[]; prefixes: string[]; isTruncated: boolean; last: string }

/** Goes through the keys after `after`; a key that rolls up counts once, as its common prefix. */
function pageOf(exchange: Exchange, after: string, limit: number): Page {
  const prefix = queryText(exchange, 'prefix') ?? ''
  const delimiter = queryText(exchange, 'delimiter') ?? ''
  const sorted = exchange.store.keys(exchange.bucket.name)
  const all = sorted.list()
  const page: Page = { keys: [], prefixes: [], isTruncated: false, last: '' }
  const isBeyond = compareUtf8(after, prefix) < 0
  let index = isBeyond ? sorted.indexAfter(prefix, true) : sorted.indexAfter(after, after === '')
  while (index < all.length) {
    const key = all[index] ?? ''
    if (!key.startsWith(prefix)) break
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const common = cut < 0 ? undefined : key.slice(0, cut + delimiter.length)
    // A common prefix that ended the page before is not told twice.
    const isTold = common !== undefined && compareUtf8(common, after) <= 0 && after.startsWith(common)
    if (!isTold) {
      if (page.keys.length + page.prefixes.length === limit) {
        page.isTruncated = true
        break
      }
      if (common === undefined) page.keys.push(key)
      else page.prefixes.push(common)
      page.last = common ?? key
    }
    index = common === undefined ? index + 1 : sorted.indexAfter(`${common}\u{10ffff}`, false)
  }
  return page
}

function contents(exchange: Exchange, keys: readonly string[], hasOwner: boolean): Xml[] {
  return keys.flatMap((key) => {
    const object = exchange.store.object(exchange.bucket.name, key)
    if (!object) return []
    return element('Contents', [
      element('Key', encodedText(exchange, key)),
      element('LastModified', isoSeconds(object.modifiedMs)),
      element('ETag', `"${object.etag}"`),
      element('Type', object.type),
      element('Size', object.size),
      element('StorageClass', object.options.storageClass),
      ...(hasOwner ? [element('Owner', [element('ID', 'practice'), element('DisplayName', 'practice')])] : []),
    ])
  })
}

const commonPrefixes = (exchange: Exchange, prefixes: readonly string[]): Xml[] =>
  prefixes.map((prefix) => element('CommonPrefixes', [element('Prefix', encodedText(exchange, prefix))]))

/** The query's own values, given back as OSS does. */
const echo = (exchange: Exchange, parameter: string, name: string): Xml =>
  element(name, encodedText(exchange, queryText(exchange, parameter) ?? ''))

export function listObjectsV2(exchange: Exchange): Answer {
  if (queryText(exchange, 'list-type') !== '2') throw invalidArgument('Invalid list type.')
  const limit = pageSize(exchange, 'max-keys', 100)
  const token = queryText(exchange, 'continuation-token')
  const after = token === undefined ? queryText(exchange, 'start-after') : fromToken(token)
  const page = pageOf(exchange, after ?? '', limit)
  return xmlAnswer(
    xmlDocument(
      element('ListBucketResult', [
        element('Name', exchange.bucket.name),
        echo(exchange, 'prefix', 'Prefix'),
        echo(exchange, 'start-after', 'StartAfter'),
        element('MaxKeys', limit),
        echo(exchange, 'delimiter', 'Delimiter'),
        ...encodingElement(exchange),
        element('IsTruncated', page.isTruncated),
        element('KeyCount', page.keys.length + page.prefixes.length),
        ...(token === undefined ? [] : [element('ContinuationToken', token)]),
        ...(page.isTruncated ? [element('NextContinuationToken', toToken(page.last))] : []),
        ...contents(exchange, page.keys, queryText(exchange, 'fetch-owner') === 'true'),
        ...commonPrefixes(exchange, page.prefixes),
      ]),
    ),
  )
}

const toToken = (last: string): string => Buffer.from(last, 'utf8').toString('base64url')

function fromToken(token: string): string {
  if (/^[\w-]+$/.test(token)) return Buffer.from(token, 'base64url').toString('utf8')
  throw invalidArgument('The continuation token provided is incorrect.')
}

export function listObjects(exchange: Exchange): Answer {
  const limit = pageSize(exchange, 'max-keys', 100)
  const page = pageOf(exchange, queryText(exchange, 'marker') ?? '', limit)
  return xmlAnswer(
    xmlDocument(
      element('ListBucketResult', [
        element('Name', exchange.bucket.name),
        echo(exchange, 'prefix', 'Prefix'),
        echo(exchange, 'marker', 'Marker'),
        element('MaxKeys', limit),
        echo(exchange, 'delimiter', 'Delimiter'),
        ...encodingElement(exchange),
        element('IsTruncated', page.isTruncated),
        ...(page.isTruncated ? [element('NextMarker', encodedText(exchange, page.last))] : []),
        ...contents(exchange, page.keys, true),
        ...commonPrefixes(exchange, page.prefixes),
      ]),
    ),
  )
}

export function listUploads(exchange: Exchange): Answer {
  const limit = pageSize(exchange, 'max-uploads', 1000)
  const prefix = queryText(exchange, 'prefix') ?? ''
  const keyMarker = queryText(exchange, 'key-marker') ?? ''
  const idMarker = queryText(exchange, 'upload-id-marker') ?? ''
  const matching = exchange.store
    .uploads(exchange.bucket.name)
    .filter(({ objectKey, uploadId }) => {
      const order = compareUtf8(objectKey, keyMarker)
      return objectKey.startsWith(prefix) && (order > 0 || (order === 0 && idMarker !== '' && uploadId > idMarker))
    })
    .sort((a, b) => compareUtf8(a.objectKey, b.objectKey) || compareUtf8(a.uploadId, b.uploadId))
  const page = matching.slice(0, limit)
  const last = page.at(-1)
  return xmlAnswer(
    xmlDocument(
      element('ListMultipartUploadsResult', [
        ...encodingElement(exchange),
        element('Bucket', exchange.bucket.name),
        echo(exchange, 'key-marker', 'KeyMarker'),
        element('UploadIdMarker', idMarker),
        element('NextKeyMarker', encodedText(exchange, last?.objectKey ?? '')),
        element('NextUploadIdMarker', last?.uploadId ?? ''),
        echo(exchange, 'prefix', 'Prefix'),
        echo(exchange, 'delimiter', 'Delimiter'),
        element('MaxUploads', limit),
        element('IsTruncated', matching.length > page.length),
        ...page.map((upload) =>
          element('Upload', [
            element('Key', encodedText(exchange, upload.objectKey)),
            element('UploadId', upload.uploadId),
            element('StorageClass', upload.options.storageClass),
            element('Initiated', isoSeconds(upload.initiatedMs)),
          ]),
        ),
      ]),
    ),
  )
}
