// Forms, built by the platform's FormData where a browser would, and signed by ali-oss.
import { Agent, createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAliOss } from './testing/ali-oss.ts'
import { ownerKey, sendRaw, startPractice, valuesOf, type Practice, type Reply } from './testing/practice.ts'

let practice: Practice
const nowMs = Date.parse('2026-11-20T12:00:00Z')
const upload = {
  accessKeyId: 'LTAIform',
  accessKeySecret: 'form-secret',
  allow: [{ actions: ['oss:PutObject'], prefix: 'inbox/' }],
}

beforeAll(async () => {
  practice = await startPractice({ now: () => nowMs, keys: [ownerKey, upload] })
})
afterAll(() => practice.end())

type Making = {
  fields?: Record<string, string>
  conditions?: unknown[]
  key?: typeof upload
  file?: File | undefined
  hasFile?: boolean
  expiration?: string
  signedAt?: number
  tamper?: (form: FormData) => void
}

const short = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')

function makeForm(making: Making): FormData {
  const { fields = {}, key = ownerKey, expiration = '2026-11-20T13:00:00.000Z', signedAt = nowMs } = making
  const date = short(signedAt)
  const signed = {
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    'x-oss-credential': `${key.accessKeyId}/${date.slice(0, 8)}/cn-hangzhou/oss/aliyun_v4_request`,
    'x-oss-date': date,
  }
  const pinned = Object.entries(signed).map(([name, value]) => ({ [name]: value }))
  const policy = { expiration, conditions: making.conditions ?? [{ bucket: 'practice' }, ...pinned] }
  if (making.conditions) policy.conditions.push(...pinned)
  const signature = createAliOss('http://oss.test', key).signPostObjectPolicyV4(policy, new Date(signedAt))
  const form = new FormData()
  const all = {
    key: 'inbox/${filename}',
    ...signed,
    policy: Buffer.from(JSON.stringify(policy)).toString('base64'),
    'x-oss-signature': signature,
    ...fields,
  }
  for (const [name, value] of Object.entries(all)) form.append(name, value)
  const file = making.file ?? new File(['hello'], 'a b.txt', { type: 'text/plain' })
  if (making.hasFile !== false) form.append('file', file)
  form.append('submit', 'Upload')
  making.tamper?.(form)
  return form
}

async function post(making: Making = {}, path = '/practice/'): Promise<Reply> {
  const encoded = new Response(makeForm(making))
  const body = Buffer.from(await encoded.arrayBuffer())
  const headers = {
    host: practice.host,
    'content-type': encoded.headers.get('content-type') ?? '',
    'content-length': String(body.length),
  }
  return sendRaw(practice.port, { method: 'POST', path, headers, body })
}
const outcome = async (making: Making): Promise<string> => {
  const { status, ossCode } = await post(making)
  return `${status} ${ossCode}`.trim()
}

describe('a form', () => {
  it('stores its file under the name the sender gave it', async () => {
    const fields = {
      'Cache-Control': 'no-cache',
      'x-oss-meta-author': '李雷',
      'x-oss-storage-class': 'IA',
      'x-oss-content-type': 'text/markdown',
    }
    const reply = await post({ fields, file: new File(['hello'], '报告 "1".txt', { type: 'text/plain' }) })
    expect([reply.status, reply.headers.etag]).toEqual([204, '"5D41402ABC4B2A76B9719D911017C592"'])
    const got = await practice.send('GET', 'inbox/报告 "1".txt')
    expect(got.text).toBe('hello')
    expect(got.headers).toMatchObject({
      'content-type': 'text/markdown',
      'cache-control': 'no-cache',
      'x-oss-storage-class': 'IA',
      'x-oss-meta-author': Buffer.from('李雷').toString('latin1'),
    })
  })

  it('takes the type of the file before that of a plain Content-Type field', async () => {
    await post({ fields: { key: 'typed', 'Content-Type': 'image/png' } })
    expect((await practice.send('HEAD', 'typed')).headers['content-type']).toBe('text/plain')
  })

  it('answers as it is asked to', async () => {
    expect((await post({ fields: { success_action_status: '200' } })).status).toBe(200)
    const created = await post({ fields: { success_action_status: '201' } })
    expect([created.status, valuesOf(created.text, 'Key')]).toEqual([201, ['inbox/a b.txt']])
    const redirected = await post({ fields: { success_action_redirect: 'https://example.com/done?x=1' } })
    expect(redirected.status).toBe(303)
    expect(redirected.headers.location).toMatch(/^https:\/\/example\.com\/done\?x=1&bucket=practice&key=inbox/)
  })

  it('carries any bytes, boundaries look-alikes and empty files too', async () => {
    const tricky = Buffer.from(`\r\n--\r\n------WebKit\r\n--\r\n${'\r\n-'.repeat(100_000)}\0\xff`, 'latin1')
    await post({ fields: { key: 'tricky' }, file: new File([tricky], 'x') })
    expect((await practice.send('GET', 'tricky')).body.equals(tricky)).toBe(true)
    await post({ fields: { key: 'nothing' }, file: new File([], 'x') })
    expect((await practice.send('HEAD', 'nothing')).headers['content-length']).toBe('0')
  })

  it('may arrive in the smallest pieces', async () => {
    const encoded = new Response(makeForm({ fields: { key: 'pieces' } }))
    const body = Buffer.from(await encoded.arrayBuffer())
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': encoded.headers.get('content-type') ?? '', 'content-length': body.length }
      const agent = new Agent()
      const request = httpRequest(
        { port: practice.port, method: 'POST', path: '/practice/', headers, agent },
        (reply) => {
          reply.resume()
          resolve(reply.statusCode)
          agent.destroy()
        },
      )
      request.setNoDelay(true)
      request.on('error', reject)
      const write = (at: number): void => {
        if (at >= body.length) request.end()
        else request.write(body.subarray(at, at + 7), () => setImmediate(write, at + 7))
      }
      write(0)
    })
    expect(status).toBe(204)
    expect((await practice.send('GET', 'pieces')).text).toBe('hello')
  })
})

describe('a form is held to its policy', () => {
  const limits = [['content-length-range', 2, 5], ['starts-with', '$key', 'inbox/'], ['in', '$x-oss-content-type', ['text/plain']]] // prettier-ignore
  const fields = { 'x-oss-content-type': 'text/plain' }

  it('and passes when it keeps to it', async () => {
    expect(await outcome({ conditions: limits, fields })).toBe('204')
  })

  it('in size', async () => {
    const sized = (bytes: number) =>
      outcome({ conditions: limits, fields, file: new File(['x'.repeat(bytes)], 'size') })
    expect(await sized(1)).toBe('400 EntityTooSmall')
    expect(await sized(6)).toBe('400 EntityTooLarge')
    expect(await sized(5_000_000)).toBe('400 EntityTooLarge')
    expect((await practice.send('HEAD', 'inbox/size')).status).toBe(404)
  })

  it('in name, type and every other field', async () => {
    const denied = '403 AccessDenied'
    expect(await outcome({ conditions: limits, fields: { ...fields, key: 'outbox/x' } })).toBe(denied)
    expect(await outcome({ conditions: limits, fields: { 'x-oss-content-type': 'text/html' } })).toBe(denied)
    expect(await outcome({ conditions: limits })).toBe(denied)
    expect(await outcome({ conditions: [{ bucket: 'another' }] })).toBe(denied)
    expect(await outcome({ conditions: [['eq', '$success_action_status', '200']] })).toBe(denied)
    expect(await outcome({ conditions: [['not-in', '$x-oss-content-type', ['text/plain']]], fields })).toBe(denied)
  })

  it('in time', async () => {
    expect(await outcome({ expiration: '2026-11-20T11:59:59.000Z' })).toBe('403 AccessDenied')
    expect(await outcome({ signedAt: nowMs + 16 * 60_000 })).toBe('403 AccessDenied')
    expect(await outcome({ signedAt: nowMs - 23 * 3_600_000 })).toBe('204')
  })

  it('and not overwriting what is there, when it says so', async () => {
    const once = { key: 'inbox/once', 'x-oss-forbid-overwrite': 'true' }
    expect(await outcome({ fields: once })).toBe('204')
    expect(await outcome({ fields: once })).toBe('409 FileAlreadyExists')
  })
})

describe('a form with a callback', () => {
  it('gives each variable as a field of its own, and the receiver gets them', async () => {
    const told: string[] = []
    const receiver = createServer((request, response) => {
      void text(request).then((body) => {
        told.push(body)
        response.writeHead(200, { 'content-length': 2 }).end('{}')
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const { port } = receiver.address() as AddressInfo // a listening TCP server has one
    const settings = { callbackUrl: `http://127.0.0.1:${port}/`, callbackBody: 'o=${object}&w=${x:who}&v=${x:var}' }
    const callback = Buffer.from(JSON.stringify(settings)).toString('base64')
    const ignored = Buffer.from('{"x:var":"not read in a form"}').toString('base64')
    const fields = { key: 'inbox/told', callback, 'x:who': '李静 & co', 'callback-var': ignored }
    expect((await post({ fields })).text).toBe('{}')
    expect((await post({ fields: { ...fields, 'x:Who': 'upper case' } })).ossCode).toBe('InvalidArgument')
    receiver.close()
    expect(told).toEqual(['o=inbox%2Ftold&w=%E6%9D%8E%E9%9D%99%20%26%20co&v='])
  })
})

describe('a form is refused', () => {
  it('when it was tampered with', async () => {
    const tamper = (form: FormData): void => {
      const policy = JSON.parse(Buffer.from(String(form.get('policy')), 'base64').toString()) as object // made above
      const looser = { ...policy, expiration: '2027-01-01T00:00:00.000Z' }
      form.set('policy', Buffer.from(JSON.stringify(looser)).toString('base64'))
    }
    expect(await outcome({ tamper })).toBe('403 SignatureDoesNotMatch')
  })

  it('without signature, key or file', async () => {
    expect(await outcome({ tamper: (form) => form.delete('x-oss-signature') })).toBe('403 AccessDenied')
    expect(await outcome({ tamper: (form) => form.delete('key') })).toBe('400 InvalidArgument')
    expect(await outcome({ hasFile: false })).toBe('400 InvalidArgument')
  })

  it('when its key may not put there', async () => {
    expect(await outcome({ key: upload })).toBe('204')
    expect(await outcome({ key: upload, fields: { key: 'outbox/x' } })).toBe('403 AccessDenied')
  })

  it('at the address of an object', async () => {
    expect((await post({}, '/practice/key')).ossCode).toMatch(/MethodNotAllowed|AccessDenied/)
  })

  it('when it is no form, or a broken one', async () => {
    const send = (contentType: string, body: string) =>
      sendRaw(practice.port, {
        method: 'POST',
        path: '/practice/',
        headers: { host: practice.host, 'content-type': contentType, 'content-length': String(body.length) },
        body,
      })
    expect((await send('text/plain', 'x')).ossCode).toBe('PreconditionFailed')
    const broken = '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nx'
    expect((await send('multipart/form-data; boundary=b', broken)).ossCode).toBe('MalformedPOSTRequest')
    expect((await send('multipart/form-data; boundary=b', 'nonsense')).ossCode).toBe('MalformedPOSTRequest')
  })
})
