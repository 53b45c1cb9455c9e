import type { IncomingMessage } from 'node:http'
import type { OssResponse } from '../oss/types.ts'
import { maxAnswerBytes } from './answer-reader.ts'
import { readHeaders } from './wire-headers.ts'

/** In a buffer of its own, so that handing it to another thread takes nothing else along. */
function joined(chunks: readonly Uint8Array[], totalBytes: number): Uint8Array {
  const body = new Uint8Array(Math.min(totalBytes, maxAnswerBytes))
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk.subarray(0, body.length - offset), offset)
    offset = Math.min(body.length, offset + chunk.length)
  }
  return body
}

/**
 * The answer with its body. A refusal (400 and up) cut off in the middle is returned with what came of it, because its
 * status is already the reason; any other answer cut off rejects with the stream's error. To be called within the
 * `response` event: a chunk that waits in the stream is lost when the connection breaks behind it.
 */
export function readAnswer(message: IncomingMessage, moved: () => void): Promise<OssResponse> {
  const status = message.statusCode ?? 0
  const chunks: Uint8Array[] = []
  let totalBytes = 0
  return new Promise((resolve, reject) => {
    const finish = (): void =>
      resolve({ status, headers: readHeaders(message.headersDistinct), body: joined(chunks, totalBytes) })
    message.on('data', (chunk: Uint8Array) => {
      moved()
      chunks.push(chunk)
      totalBytes += chunk.length
      if (totalBytes < maxAnswerBytes) return
      finish()
      message.destroy()
    })
    message.on('end', finish)
    message.on('error', (error) => (status < 400 ? reject(error) : finish()))
  })
}
