// Bodies as they come over a socket, written by hand where no client would write them.
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownerKey, signedHeaders, startPractice, targetOf, type Practice } from './testing/practice.ts'

let practice: Practice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.end())

function head(objectKey: string, plain: Record<string, string>): string {
  const path = targetOf('practice', objectKey)
  const signing = { key: ownerKey, region: 'cn-hangzhou', atMs: Date.now() }
  const headers = signedHeaders('PUT', path, practice.host, plain, signing)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `PUT ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** Writes the pieces, the next one when something was answered; resolves with all that came back. */
function converse(pieces: readonly string[], isHalfClosed: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    let next = 0
    const socket = connect({ port: practice.port, host: '127.0.0.1', allowHalfOpen: true })
    const say = (): void => {
      const piece = pieces[next++]
      if (piece === undefined) return
      socket.write(piece)
      if (next === pieces.length && isHalfClosed) socket.end()
    }
    socket.on('connect', say)
    socket.on('data', (data) => {
      answer += data.toString()
      if (next < pieces.length) say()
      else if (!isHalfClosed) socket.end()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
    socket.on('end', () => socket.end())
  })
}

const exists = async (objectKey: string): Promise<boolean> => (await practice.send('HEAD', objectKey)).status === 200

describe('a body', () => {
  it('that ends before its Content-Length is answered IncompleteBody and makes no object', async () => {
    const answer = await converse([`${head('short', { 'content-length': '10' })}only5`], true)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('<Code>IncompleteBody</Code>')
    expect(await exists('short')).toBe(false)
  })

  it('whose connection breaks makes no object', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(practice.port, '127.0.0.1', () => {
        socket.write(`${head('broken', { 'content-length': '1000000' })}${'x'.repeat(100_000)}`, () => {
          setTimeout(() => socket.resetAndDestroy(), 50)
        })
      })
      socket.on('close', () => resolve())
    })
    await expect.poll(() => practice.lines.find((line) => line.objectKey === 'broken')?.status).toBe(0)
    expect(await exists('broken')).toBe(false)
  })

  it('may be chunked', async () => {
    const start = head('chunked', { 'transfer-encoding': 'chunked' })
    const answer = await converse([`${start}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`], false)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect((await practice.send('GET', 'chunked')).text).toBe('hello world')
  })

  it('may be chunked and empty', async () => {
    const answer = await converse([`${head('none', { 'transfer-encoding': 'chunked' })}0\r\n\r\n`], false)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect((await practice.send('HEAD', 'none')).headers['content-length']).toBe('0')
  })

  it('that breaks off in the middle of its chunks makes no object', async () => {
    const answer = await converse([`${head('half', { 'transfer-encoding': 'chunked' })}5\r\nhello\r\n`], true)
    expect(answer).toContain('<Code>IncompleteBody</Code>')
    expect(await exists('half')).toBe(false)
  })

  it('is asked for with 100 Continue', async () => {
    const start = head('asked', { 'content-length': '5', expect: '100-continue' })
    const answer = await converse([start, 'hello'], false)
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
  })

  it('is not asked for when the request is refused', async () => {
    const start = head('refused', { 'content-length': '5', expect: '100-continue', 'x-oss-storage-class': 'No' })
    const answer = await converse([start], true)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toMatch(/connection: close/i)
  })

  it('needs a length, or chunks', async () => {
    expect(await converse([head('lengthless', {})], true)).toContain('<Code>MissingContentLength</Code>')
  })

  it('over 5 GB is refused before it is sent', async () => {
    const answer = await converse([head('huge', { 'content-length': String(5 * 1024 ** 3 + 1) })], true)
    expect(answer).toContain('<Code>EntityTooLarge</Code>')
  })

  it('that is no HTTP is answered and does no harm', async () => {
    expect(await converse(['nonsense\r\n\r\n'], true)).toMatch(/^HTTP\/1\.1 400 /)
    expect((await practice.send('PUT', 'after', { body: 'x' })).status).toBe(200)
  })
})
