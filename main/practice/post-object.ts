// PostObject: a form in a web page sends one file. The signature is inside the form; headers and URL carry none.
import { callbackOf, withCallback } from './callback.ts'
import type { Answer, Exchange } from './exchange.ts'
import { boundaryOf, fieldName, readForm, type FilePart } from './form-data.ts'
import { requirePermission } from './keys.ts'
import type { StoredObject } from './model.ts'
import { readObjectOptions, requireLegalKey, requireOptionPermissions } from './object-options.ts'
import { checksumHeaders, requireNoOverwrite } from './objects.ts'
import { authenticateForm, checkPolicy, sizeRange, type FormField, type Policy } from './post-policy.ts'
import { storeBytes, type Received } from './receive.ts'
import { invalidArgument, Refusal } from './refusal.ts'
import { element, xmlDocument } from './xml.ts'

type SignedForm = { exchange: Exchange; field: FormField; names: readonly string[]; file: FilePart; policy: Policy }

/** Reads the fields and checks everything that can be checked before the file. */
async function openForm(plain: Exchange): Promise<SignedForm> {
  const boundary = boundaryOf(plain.headers.text('content-type'))
  if (boundary === undefined) {
    throw new Refusal(412, 'PreconditionFailed', 'Bucket POST must be of the enclosure-type multipart/form-data.')
  }
  const { fields, file } = await readForm(plain.body.chunks(), boundary)
  if (!file) throw invalidArgument('POST requires exactly one file upload per request.')
  const template = fields.get('key')
  if (template === undefined) throw invalidArgument('The form has no field named key.', '', { ArgumentName: 'key' })
  const fileName = file.fileName.replace(/^.*[/\\]/, '')
  const objectKey = requireLegalKey(template.replaceAll(/\$\{filename\}/g, () => fileName))
  if (objectKey === '') throw invalidArgument('The key is empty.', '', { ArgumentName: 'key' })
  const field: FormField = (name) => {
    if (name === 'bucket') return plain.bucket.name
    return name === 'key' ? objectKey : fields.get(fieldName(name))
  }
  const bucketRegion = plain.bucket.region
  const { key, policy } = authenticateForm(field, { keys: plain.keys, nowMs: plain.now(), bucketRegion })
  const exchange = { ...plain, objectKey, signer: key }
  checkPolicy(policy, field)
  requirePermission(key, 'oss:PutObject', plain.bucket.name, objectKey)
  return { exchange, field, names: [...fields.keys()], file, policy }
}

const tooSmall = (min: number, size: number): Refusal =>
  new Refusal(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size.', {
    details: { MinSizeAllowed: String(min), ProposedSize: String(size) },
  })

/** The file's bytes, ended as soon as they are more than the policy allows. */
async function* limited(chunks: AsyncIterable<Buffer>, max: number): AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > max) {
      throw new Refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size.', {
        details: { MaxSizeAllowed: String(max) },
      })
    }
    yield chunk
  }
}

async function receiveFile({ exchange, file, policy }: SignedForm, isForbidden: boolean): Promise<Received> {
  const { min, max } = sizeRange(policy)
  const received = await storeBytes(exchange, limited(file.chunks, max))
  try {
    if (received.size < min) throw tooSmall(min, received.size)
    requireNoOverwrite(exchange, isForbidden)
    return received
  } catch (error) {
    await exchange.store.discard(received.extents)
    throw error
  }
}

/** What the sender gets: a redirect, or the status the form asks for; 204 otherwise. */
function answerOf(object: StoredObject, bucket: string, field: FormField): Answer {
  const headers = checksumHeaders(object)
  const redirect = field('success_action_redirect')
  if (redirect !== undefined && URL.canParse(redirect)) {
    const target = new URL(redirect)
    target.searchParams.set('bucket', bucket)
    target.searchParams.set('key', object.objectKey)
    target.searchParams.set('etag', `"${object.etag}"`)
    return { status: 303, headers: { ...headers, Location: target.href } }
  }
  const asked = field('success_action_status')
  if (asked === '200') return { status: 200, headers }
  if (asked !== '201') return { status: 204, headers }
  const body = xmlDocument(
    element('PostResponse', [
      element('Bucket', bucket),
      element('ETag', `"${object.etag}"`),
      element('Key', object.objectKey),
      element('Location', `http://${bucket}.oss.aliyuncs.com/${encodeURI(object.objectKey)}`),
    ]),
  )
  return { status: 201, headers: { ...headers, 'Content-Type': 'application/xml' }, body }
}

export async function postObject(plain: Exchange): Promise<Answer> {
  const form = await openForm(plain)
  const { exchange, field, names, file } = form
  const isForbidden = field('x-oss-forbid-overwrite')?.toLowerCase() === 'true'
  // In the order OSS documents: browsers always name a type for the file, so a plain Content-Type field rarely counts.
  const contentType = field('x-oss-content-type') ?? file.contentType ?? field('content-type')
  const options = readObjectOptions(field, names, contentType)
  requireOptionPermissions(exchange, options)
  const callback = callbackOf(exchange, { names, field })
  requireNoOverwrite(exchange, isForbidden)
  const { extents, size, etag, crc64, md5 } = await receiveFile(form, isForbidden)
  const { objectKey, bucket } = exchange
  const modifiedMs = exchange.now()
  const object: StoredObject = { objectKey, type: 'Normal', size, etag, crc64, md5, modifiedMs, options, extents }
  exchange.store.record({ change: 'put', bucket: bucket.name, object })
  return withCallback(exchange, callback, object, answerOf(object, bucket.name, field))
}
