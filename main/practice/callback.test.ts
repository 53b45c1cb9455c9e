import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { presign, sendRaw, startPractice, valuesOf, type Practice } from './testing/practice.ts'

let practice: Practice
let application: Server
let url: string
let calls: { headers: IncomingHttpHeaders; body: string }[] = []
let answer: { status: number; body: string; isChunked?: boolean } = { status: 200, body: '{"ok":true}' }

beforeAll(async () => {
  practice = await startPractice()
  application = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      calls.push({ headers: request.headers, body })
      response.statusCode = answer.status
      if (answer.isChunked) response.write('')
      else response.setHeader('content-length', Buffer.byteLength(answer.body))
      response.end(answer.body)
    })
  })
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(application.address() as AddressInfo).port}/done` // a listening TCP server has an address
})
afterAll(async () => {
  await practice.end()
  application.closeAllConnections()
  application.close()
})
beforeEach(() => {
  calls = []
  answer = { status: 200, body: '{"ok":true}' }
})

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64')
const form = { callbackBody: 'b=${bucket}&o=${object}&s=${size}&e=${etag}&m=${mimeType}&v=${x:who}&n=${nothing}' }
const put = (callback: object, variables?: object) =>
  practice.send('PUT', 'a b&中.txt', {
    body: 'hello',
    headers: {
      'content-type': 'text/plain',
      'x-oss-callback': encode(callback),
      ...(variables ? { 'x-oss-callback-var': encode(variables) } : {}),
    },
  })

describe('an upload callback', () => {
  it('really calls, with every value encoded, and passes the answer on', async () => {
    const reply = await put({ callbackUrl: url, ...form }, { 'x:who': 'me & you' })
    expect([reply.status, reply.text, reply.headers['content-type']]).toEqual([200, '{"ok":true}', 'application/json'])
    expect(reply.headers['x-oss-hash-crc64ecma']).toBe('11177612005948864433')
    expect(calls.map(({ body }) => body)).toEqual([
      'b=practice&o=a%20b%26%E4%B8%AD.txt&s=5&e=5D41402ABC4B2A76B9719D911017C592&m=text%2Fplain&v=me%20%26%20you&n=',
    ])
    expect(calls[0]?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'aliyun-oss-callback',
      'x-oss-bucket': 'practice',
    })
  })

  it('writes JSON when asked to: text in quotes, numbers bare', async () => {
    const callbackBody = '{"object":${object},"size":${size},"who":${x:who}}'
    await put(
      { callbackUrl: url, callbackBody, callbackBodyType: 'application/json', callbackHost: 'app.test' },
      { 'x:who': '"q"' },
    )
    expect(calls.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { object: 'a b&中.txt', size: 5, who: '"q"' },
    ])
    expect(calls[0]?.headers.host).toBe('app.test')
  })

  it('tries the next address when one does not answer', async () => {
    expect((await put({ callbackUrl: `http://127.0.0.1:1/;${url}`, ...form })).status).toBe(200)
    expect(calls).toHaveLength(1)
  })

  it.each([
    ['another status', { status: 500, body: '{}' }],
    ['an answer that is no JSON', { status: 200, body: 'thanks' }],
    ['an answer without length', { status: 200, body: '{}', isChunked: true }],
  ])('that meets %s gives 203, and the object is there', async (_, given) => {
    answer = given
    const reply = await put({ callbackUrl: url, ...form })
    expect([reply.status, reply.ossCode, reply.headers['x-oss-ec']]).toEqual([203, 'CallbackFailed', '0007-00000203'])
    expect((await practice.send('GET', 'a b&中.txt')).text).toBe('hello')
  })

  it.each([
    ['no URL', encode({ callbackBody: 'x' })],
    ['no body', encode({ callbackUrl: 'http://127.0.0.1:1' })],
    ['six URLs', encode({ callbackUrl: Array(6).fill('http://127.0.0.1:1').join(';'), callbackBody: 'x' })],
    ['no JSON', Buffer.from('callback').toString('base64')],
    ['more than 5 KB', encode({ callbackUrl: 'http://127.0.0.1:1', callbackBody: 'x'.repeat(5000) })],
  ])('with %s is refused before anything is stored', async (_, callback) => {
    const reply = await practice.send('PUT', 'refused', { body: 'x', headers: { 'x-oss-callback': callback } })
    expect([reply.status, reply.ossCode]).toEqual([400, 'InvalidArgument'])
    expect((await practice.send('HEAD', 'refused')).status).toBe(404)
  })

  it('may be in the query of a link instead, but not in both', async () => {
    const query = { callback: encode({ callbackUrl: url, ...form }) }
    const path = presign('PUT', 'by-link', practice.host, { atMs: Date.now(), expires: 60, query })
    const headers = { host: practice.host, 'content-length': '1' }
    expect((await sendRaw(practice.port, { method: 'PUT', path, headers, body: 'x' })).text).toBe('{"ok":true}')
    const both = await practice.send('PUT', 'both', { query, body: 'x', headers: { 'x-oss-callback': query.callback } })
    expect(both.ossCode).toBe('InvalidArgument')
  })

  it('comes after the last part too', async () => {
    const started = await practice.send('POST', 'parts', { query: { uploads: '' } })
    const uploadId = valuesOf(started.text, 'UploadId')[0] ?? ''
    await practice.send('PUT', 'parts', { query: { uploadId, partNumber: '1' }, body: 'hello' })
    const headers = { 'x-oss-complete-all': 'yes', 'x-oss-callback': encode({ callbackUrl: url, ...form }) }
    expect((await practice.send('POST', 'parts', { query: { uploadId }, headers })).text).toBe('{"ok":true}')
    expect(calls[0]?.body).toContain('o=parts&s=5')
  })
})
