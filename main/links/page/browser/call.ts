// One signed request, with exactly the headers that were signed, and what came of it.
import type { NameAndValue } from '../facts.ts'
import type { Answer } from './problem.ts'

export type Sending = { signal: AbortSignal; onSent: (bytes: number) => void }

export type Called = { kind: 'answer'; answer: Answer } | { kind: 'noAnswer'; sentBytes: number } | { kind: 'stopped' }

type Call = { method: 'GET' | 'PUT' | 'POST' | 'DELETE'; url: string; headers: readonly NameAndValue[] }

/** A line that carries nothing for this long is taken for dead. */
const silenceMs = 60_000

/** Header values are bytes on the wire, which OSS reads as UTF-8; XMLHttpRequest wants one character for each. */
const asBytes = (value: string): string =>
  Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join('')

/** Asking for a header the bucket does not expose would write a warning into the console. */
function exposed(request: XMLHttpRequest): (name: string) => string {
  const names = request.getAllResponseHeaders().toLowerCase()
  return (name) => (new RegExp(`^${name}:`, 'm').test(names) ? (request.getResponseHeader(name) ?? '') : '')
}

function answerOf(request: XMLHttpRequest): Answer {
  const header = exposed(request)
  return {
    status: request.status,
    body: request.responseText,
    requestId: header('x-oss-request-id'),
    etag: header('etag').replace(/"/g, ''),
    crc64: header('x-oss-hash-crc64ecma'),
  }
}

/**
 * XMLHttpRequest, because fetch cannot tell how far an upload is. `body` must be a Blob without a type: else the browser
 * adds a Content-Type that was not signed, and OSS refuses the upload.
 */
export function call(
  { method, url, headers }: Call,
  body: Blob | null,
  { signal, onSent }: Sending,
  patienceMs = silenceMs,
): Promise<Called> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: 'stopped' })
    const request = new XMLHttpRequest()
    let sentBytes = 0
    let timer = 0
    const heard = () => {
      clearTimeout(timer)
      timer = window.setTimeout(() => request.abort(), patienceMs)
    }
    const end = (result: Called) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve(result)
    }
    const stop = () => request.abort()
    const lost = () => end(signal.aborted ? { kind: 'stopped' } : { kind: 'noAnswer', sentBytes })
    // Listening to an upload makes a browser ask first, which a simple request is spared.
    if (body !== null) {
      request.upload.onprogress = ({ loaded }) => {
        heard()
        sentBytes = loaded
        onSent(loaded)
      }
    }
    request.onload = () => end({ kind: 'answer', answer: answerOf(request) })
    request.onerror = lost
    request.onabort = lost
    signal.addEventListener('abort', stop)
    request.open(method, url)
    for (const { name, value } of headers) request.setRequestHeader(name, asBytes(value))
    heard()
    request.send(body)
  })
}
