import { createHash, randomBytes } from 'node:crypto'
import { callbackOf, withCallback } from './callback.ts'
import { isoSeconds } from './clock.ts'
import { queryText, xmlAnswer, type Answer, type Exchange } from './exchange.ts'
import { encodedText, encodingElement, pageSize } from './list-encoding.ts'
import type { Part, StoredObject, Upload } from './model.ts'
import { aclAtComplete, optionsOfRequest, requireOptionPermissions } from './object-options.ts'
import { checksumHeaders, isOverwriteForbidden, requireNoOverwrite } from './objects.ts'
import { checkMd5, receiveBytes } from './receive.ts'
import { invalidArgument, malformedXml, Refusal } from './refusal.ts'
import { joinParts } from './store.ts'
import { element, parseXml, xmlDocument } from './xml.ts'

const maxPartNumber = 10_000
const minPartBytes = 102_400
const maxCompleteBytes = 4 * 1024 * 1024

function requireUpload(exchange: Exchange): Upload {
  const uploadId = queryText(exchange, 'uploadId') ?? ''
  const upload = exchange.store.upload(exchange.bucket.name, uploadId)
  if (upload && upload.objectKey === exchange.objectKey) return upload
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.'
  throw new Refusal(404, 'NoSuchUpload', message, { ec: '0042-00000002', details: { UploadId: uploadId } })
}

export function initiateUpload(exchange: Exchange): Answer {
  const { bucket, objectKey, store } = exchange
  const options = optionsOfRequest(exchange)
  const isForbidden = isOverwriteForbidden(exchange)
  requireNoOverwrite(exchange, isForbidden)
  const uploadId = randomBytes(16).toString('hex').toUpperCase()
  const upload = { uploadId, objectKey, initiatedMs: exchange.now(), isOverwriteForbidden: isForbidden, options }
  store.record({ change: 'initiate', bucket: bucket.name, upload })
  return xmlAnswer(
    xmlDocument(
      element('InitiateMultipartUploadResult', [
        ...encodingElement(exchange),
        element('Bucket', bucket.name),
        element('Key', encodedText(exchange, objectKey)),
        element('UploadId', uploadId),
      ]),
    ),
  )
}

export async function uploadPart(exchange: Exchange): Promise<Answer> {
  const text = queryText(exchange, 'partNumber') ?? ''
  const partNumber = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (partNumber < 1 || partNumber > maxPartNumber) {
    const details = { ArgumentName: 'partNumber', ArgumentValue: text }
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive.', '', details)
  }
  const { uploadId } = requireUpload(exchange)
  const { extents, size, etag, crc64, md5 } = await receiveBytes(exchange)
  try {
    requireUpload(exchange) // it may have been completed or aborted while the bytes came in
  } catch (error) {
    await exchange.store.discard(extents)
    throw error
  }
  const part: Part = { partNumber, size, etag, crc64, modifiedMs: exchange.now(), extents }
  exchange.store.record({ change: 'part', bucket: exchange.bucket.name, uploadId, part })
  return { status: 200, headers: checksumHeaders({ etag, crc64, md5 }) }
}

const invalidPart = (partNumber: number): Refusal =>
  new Refusal(400, 'InvalidPart', 'One or more of the specified parts could not be found or had another ETag.', {
    details: { PartNumber: String(partNumber) },
  })

/** The parts a Complete body names, in its order. */
function namedParts(upload: Upload, body: string): Part[] {
  const listed = parseXml(body, 'CompleteMultipartUpload')?.children('Part') ?? []
  if (listed.length === 0 || listed.length > maxPartNumber) throw malformedXml()
  let previous = 0
  return listed.map((entry) => {
    const [number, etag] = [entry.text('PartNumber')?.trim(), entry.text('ETag')?.trim()]
    if (number === undefined || etag === undefined || !/^\d{1,5}$/.test(number)) throw malformedXml()
    const partNumber = Number(number)
    if (partNumber <= previous) {
      const message = 'The list of parts was not in ascending order. Parts must be ordered by part number.'
      throw new Refusal(400, 'InvalidPartOrder', message)
    }
    previous = partNumber
    const part = upload.parts.get(partNumber)
    if (!part || part.etag !== etag.replaceAll('"', '').toUpperCase()) throw invalidPart(partNumber)
    return part
  })
}

/** Synchronous, so that what is chosen cannot change before it is recorded. */
function chosenParts(exchange: Exchange, upload: Upload, body: Buffer): Part[] {
  const isAll = exchange.headers.text('x-oss-complete-all') === 'yes'
  if (!isAll) return namedParts(upload, body.toString('utf8'))
  if (body.length > 0) {
    throw invalidArgument('The request body must be empty when x-oss-complete-all is used.', '0042-00000216')
  }
  const all = [...upload.parts.values()].sort((a, b) => a.partNumber - b.partNumber)
  if (all.length === 0) throw invalidPart(1)
  return all
}

export async function completeUpload(exchange: Exchange): Promise<Answer> {
  const { bucket, objectKey, store } = exchange
  const callback = callbackOf(exchange)
  requireUpload(exchange)
  const body = await exchange.body.small(maxCompleteBytes)
  checkMd5(exchange, createHash('md5').update(body).digest('base64'))
  const upload = requireUpload(exchange)
  const parts = chosenParts(exchange, upload, body)
  const { uploadId, isOverwriteForbidden: wasForbidden } = upload
  const acl = aclAtComplete(exchange)
  const options = acl === undefined ? upload.options : { ...upload.options, acl }
  if (acl !== undefined) requireOptionPermissions(exchange, options)
  requireNoOverwrite(exchange, wasForbidden || isOverwriteForbidden(exchange))
  const small = parts.slice(0, -1).find((part) => part.size < minPartBytes)
  if (small) {
    throw new Refusal(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size.', {
      details: {
        MinSizeAllowed: String(minPartBytes),
        ProposedSize: String(small.size),
        PartNumber: String(small.partNumber),
      },
    })
  }
  const object: StoredObject = {
    objectKey,
    type: 'Multipart',
    modifiedMs: exchange.now(),
    options,
    ...joinParts(parts),
  }
  store.record({ change: 'complete', bucket: bucket.name, uploadId, object })
  const result = xmlDocument(
    element('CompleteMultipartUploadResult', [
      ...encodingElement(exchange),
      element('Location', `http://${bucket.name}.oss-${bucket.region}.aliyuncs.com/${encodeURI(objectKey)}`),
      element('Bucket', bucket.name),
      element('Key', encodedText(exchange, objectKey)),
      element('ETag', `"${object.etag}"`),
    ]),
  )
  return withCallback(exchange, callback, object, xmlAnswer(result, checksumHeaders(object)))
}

export function abortUpload(exchange: Exchange): Answer {
  const { uploadId } = requireUpload(exchange)
  exchange.store.record({ change: 'abort', bucket: exchange.bucket.name, uploadId })
  return { status: 204 }
}

export function listParts(exchange: Exchange): Answer {
  const upload = requireUpload(exchange)
  const maxParts = pageSize(exchange, 'max-parts', 1000)
  const marker = Number(queryText(exchange, 'part-number-marker') ?? 0)
  const after = [...upload.parts.values()]
    .sort((a, b) => a.partNumber - b.partNumber)
    .filter((part) => part.partNumber > marker)
  const page = after.slice(0, maxParts)
  const next = page.at(-1)?.partNumber ?? marker
  return xmlAnswer(
    xmlDocument(
      element('ListPartsResult', [
        ...encodingElement(exchange),
        element('Bucket', exchange.bucket.name),
        element('Key', encodedText(exchange, upload.objectKey)),
        element('UploadId', upload.uploadId),
        element('StorageClass', upload.options.storageClass),
        element('PartNumberMarker', marker),
        element('NextPartNumberMarker', next),
        element('MaxParts', maxParts),
        element('IsTruncated', after.length > page.length),
        ...page.map((part) =>
          element('Part', [
            element('PartNumber', part.partNumber),
            element('LastModified', isoSeconds(part.modifiedMs)),
            element('ETag', `"${part.etag}"`),
            element('HashCrc64ecma', part.crc64),
            element('Size', part.size),
          ]),
        ),
      ]),
    ),
  )
}
