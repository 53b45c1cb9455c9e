import type { Duplex } from 'node:stream'

/**
 * Answers a connection whose bytes stopped making sense: above all a body that ended before its Content-Length, which
 * OSS calls IncompleteBody. The operation itself fails on its own, because its body never completes.
 */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const code = error.code === 'HPE_INVALID_EOF_STATE' ? 'IncompleteBody' : 'BadRequest'
  const message = code === 'IncompleteBody' ? 'The request body is incomplete.' : 'The request is not valid HTTP.'
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nServer: AliyunOSS\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
}
