// One request body into one data file, with the checks OSS makes on the way.
import type { Exchange } from './exchange.ts'
import type { Extent } from './model.ts'
import { Refusal } from './refusal.ts'

/** 5 GiB: the largest single PUT, part or form. */
export const maxBodyBytes = 5 * 1024 ** 3

export type Received = { extents: Extent[]; size: number; etag: string; md5: string; crc64: string }

const tooLarge = (): Refusal =>
  new Refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size.')

const invalidDigest = (message: string): Refusal => new Refusal(400, 'InvalidDigest', message)

/** The MD5 the client announced, as base64, or undefined. */
function announcedMd5(exchange: Exchange): string | undefined {
  const text = exchange.headers.text('content-md5')
  if (text === undefined) return undefined
  if (/^[A-Za-z0-9+/]{22}==$/.test(text)) return text
  throw invalidDigest('The Content-MD5 you specified was invalid.')
}

/** Compares a small body, already read, with its Content-MD5. */
export function checkMd5(exchange: Exchange, md5: string): void {
  const announced = announcedMd5(exchange)
  if (announced !== undefined && announced !== md5) {
    throw invalidDigest('The Content-MD5 you specified did not match what we received.')
  }
}

export async function storeBytes(exchange: Exchange, chunks: AsyncIterable<Buffer>): Promise<Received> {
  const expectedBytes = exchange.body.declaredBytes
  const written = await exchange.store.writeData(chunks, { expectedBytes, limitBytes: maxBodyBytes, tooLarge })
  const etag = written.md5.toString('hex').toUpperCase()
  return {
    extents: written.extents,
    size: written.size,
    crc64: written.crc64,
    etag,
    md5: written.md5.toString('base64'),
  }
}

/** The whole body as the bytes of an object or part. Nothing stays on disk when this throws. */
export async function receiveBytes(exchange: Exchange): Promise<Received> {
  const { headers, body } = exchange
  if (body.declaredBytes === undefined && headers.text('transfer-encoding')?.toLowerCase() !== 'chunked') {
    throw new Refusal(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.')
  }
  if ((body.declaredBytes ?? 0) > maxBodyBytes) throw tooLarge()
  announcedMd5(exchange)
  const received = await storeBytes(exchange, body.chunks())
  try {
    checkMd5(exchange, received.md5)
  } catch (error) {
    await exchange.store.discard(received.extents)
    throw error
  }
  return received
}
