import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnswerReader, maxAnswerBytes } from './answer-reader.ts'
import type { Answer } from './answer-reader.ts'

/** All in one piece, or cut at these places. */
function read(text: string, cuts: readonly number[] = []): Answer | undefined {
  const bytes = Buffer.from(text, 'latin1')
  const reader = new AnswerReader()
  const places = [...new Set(cuts.filter((cut) => cut > 0 && cut < bytes.length))].sort((a, b) => a - b)
  let answer: Answer | undefined
  let from = 0
  for (const to of [...places, bytes.length]) {
    expect(answer).toBeUndefined()
    const piece = Buffer.from(bytes.subarray(from, to))
    answer = reader.take(piece)
    // The connection reads the next bytes into the same place.
    piece.fill(0)
    from = to
  }
  return answer
}
const textOf = (answer: Answer | undefined): string => Buffer.from(answer?.response.body ?? []).toString('latin1')

const plain = 'HTTP/1.1 200 OK\r\nX-Oss-Request-Id: 1\r\nVary: a\r\nvary: b\r\nContent-Length: 5\r\n\r\nhello'
const chunked =
  'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: z\r\n\r\n'
const interim = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nX: y\r\n\r\n${plain}`

describe('an answer', () => {
  it('gives status, headers by lower-case name, repeated ones joined, and the body', () => {
    const answer = read(plain)
    expect(answer?.response).toMatchObject({
      status: 200,
      headers: { 'x-oss-request-id': '1', vary: 'a, b', 'content-length': '5' },
    })
    expect([textOf(answer), answer?.isReusable]).toEqual(['hello', true])
  })

  it.each([plain, chunked, interim])('is the same however the network cuts it: %j', (text) => {
    const whole = read(text)
    expect(textOf(whole)).toBe('hello')
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        expect(read(text, cuts)).toEqual(whole)
      }),
    )
    expect(
      read(
        text,
        Array.from({ length: text.length }, (_, at) => at),
      ),
    ).toEqual(whole)
  })

  it('has no body where the status says so, whatever its headers say', () => {
    expect(read('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n')?.response.body).toHaveLength(0)
  })

  it('goes on to the end of the connection where it says no length, which then serves no other request', () => {
    const reader = new AnswerReader()
    expect(reader.take(Buffer.from('HTTP/1.1 200 OK\r\n\r\nhel'))).toBeUndefined()
    expect(reader.take(Buffer.from('lo'))).toBeUndefined()
    const answer = reader.ended()
    expect([textOf(answer), answer?.isReusable]).toEqual(['hello', false])
  })

  it.each(['HTTP/1.1 200 OK\r\nConnection: foo, Close\r\n', 'HTTP/1.0 200 OK\r\n'])(
    'ends its connection where the server means to: %j',
    (head) => {
      expect(read(`${head}Content-Length: 0\r\n\r\n`)?.isReusable).toBe(false)
    },
  )

  it('says how long the server keeps the connection', () => {
    const keepAlive = 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=1000\r\nContent-Length: 0\r\n\r\n'
    expect(read(keepAlive)?.keepsForMs).toBe(5000)
  })

  it('that breaks off is known only by a refusal', () => {
    const cut = (status: string): Answer | undefined => {
      const reader = new AnswerReader()
      reader.take(Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: 9\r\n\r\nhello`))
      return reader.ended()
    }
    expect(cut('200 OK')).toBeUndefined()
    expect([textOf(cut('403 No')), cut('403 No')?.isReusable]).toEqual(['hello', false])
    expect(new AnswerReader().ended()).toBeUndefined()
  })

  it('is kept up to a limit and then given up with its connection', () => {
    const reader = new AnswerReader()
    reader.take(Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${maxAnswerBytes * 2}\r\n\r\n`))
    let answer: Answer | undefined
    for (let count = 0; count < 20 && !answer; count++) answer = reader.take(Buffer.alloc(1 << 20, 'x'))
    expect([answer?.response.body.length, answer?.isReusable]).toEqual([maxAnswerBytes, false])
  })
})

describe('no answer', () => {
  it.each([
    'SSH-2.0-OpenSSH\r\n\r\n',
    'HTTP/2 200 OK\r\n\r\n',
    'HTTP/1.1 2000 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nNo colon\r\n\r\n',
    'HTTP/1.1 200 OK\r\nSpace : x\r\n\r\n',
    'HTTP/1.1 200 OK\r\nFolded: x\r\n y\r\n\r\n',
    'HTTP/1.1 200 OK\r\nBare: x\ny\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n',
    'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    `HTTP/1.1 200 OK\r\nLong: ${'x'.repeat(20_000)}`,
    `${plain}HTTP/1.1 200 OK\r\n`,
  ])('is what could be read in two ways, or is not HTTP: %j', (text) => {
    expect(() => read(text)).toThrow()
  })
})
