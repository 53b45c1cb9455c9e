// PUT to the presigned URL, with exactly the headers that were signed.
import type { NameAndValue } from '../facts.ts'
import type { Answer } from './problem.ts'

export type Sending = { signal: AbortSignal; onSent: (bytes: number) => void }

export type PutResult =
  { kind: 'answer'; answer: Answer } | { kind: 'noAnswer'; sentBytes: number } | { kind: 'stopped' }

/** A line that carries nothing for this long is taken for dead. */
const silenceMs = 60_000

/** Header values are bytes on the wire, which OSS reads as UTF-8; XMLHttpRequest wants one character for each. */
const asBytes = (value: string): string =>
  Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join('')

/** XMLHttpRequest, because fetch cannot tell how far an upload is. */
export function sendPut(
  { url, headers }: { url: string; headers: readonly NameAndValue[] },
  file: File,
  { signal, onSent }: Sending,
): Promise<PutResult> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    let sentBytes = 0
    let timer = 0
    const heard = () => {
      clearTimeout(timer)
      timer = window.setTimeout(() => request.abort(), silenceMs)
    }
    const end = (result: PutResult) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve(result)
    }
    const stop = () => request.abort()
    const lost = () => end(signal.aborted ? { kind: 'stopped' } : { kind: 'noAnswer', sentBytes })
    request.upload.onprogress = ({ loaded }) => {
      heard()
      sentBytes = loaded
      onSent(loaded)
    }
    request.onload = () => {
      const { status, responseText: body } = request
      // Asking for a header the bucket does not expose would write a warning into the console.
      const isExposed = /^x-oss-request-id:/im.test(request.getAllResponseHeaders())
      const requestId = isExposed ? (request.getResponseHeader('x-oss-request-id') ?? '') : ''
      end({ kind: 'answer', answer: { status, body, requestId } })
    }
    request.onerror = lost
    request.onabort = lost
    signal.addEventListener('abort', stop)
    request.open('PUT', url)
    for (const { name, value } of headers) request.setRequestHeader(name, asBytes(value))
    heard()
    // A Blob without a type: else the browser adds a Content-Type that was not signed, and OSS refuses the upload.
    request.send(file.slice(0, file.size, ''))
  })
}

/** Whether anything answers at that address. When it does and the upload was stopped, the bucket's CORS rules did it. */
export async function isReachable(url: string): Promise<boolean> {
  try {
    await fetch(`${new URL(url).origin}/`, { mode: 'no-cors', cache: 'no-store', credentials: 'omit' })
    return true
  } catch {
    return false
  }
}
