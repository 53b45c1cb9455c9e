import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendRaw, startPractice, valuesOf, type Practice } from './testing/practice.ts'

let practice: Practice
const rules = [
  { allowedOrigins: ['https://*.example.com'], allowedMethods: ['PUT'], allowedHeaders: ['x-oss-*'], exposeHeaders: ['ETag'], maxAgeSeconds: 60 },
  { allowedOrigins: ['*'], allowedMethods: ['GET'] },
] // prettier-ignore

beforeAll(async () => {
  practice = await startPractice({ buckets: [{ name: 'practice', region: 'cn-hangzhou', cors: rules }] })
})
afterAll(() => practice.end())

const preflight = (origin: string, method: string, headers?: string) =>
  sendRaw(practice.port, {
    method: 'OPTIONS',
    path: '/practice/any/key',
    headers: {
      host: practice.host,
      origin,
      'access-control-request-method': method,
      ...(headers === undefined ? {} : { 'access-control-request-headers': headers }),
    },
  })

describe('a preflight', () => {
  it('passes where a rule fits, unsigned', async () => {
    const reply = await preflight('https://www.example.com', 'PUT', 'X-Oss-Meta-A, x-oss-storage-class')
    expect(reply.status).toBe(200)
    expect(reply.headers).toMatchObject({
      'access-control-allow-origin': 'https://www.example.com',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'X-Oss-Meta-A, x-oss-storage-class',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '60',
    })
  })

  it.each([
    ['https://www.example.com', 'PUT', 'content-type'],
    ['https://example.org', 'PUT', undefined],
    ['https://www.example.com', 'DELETE', undefined],
    ['null', 'PUT', undefined],
  ])('from %s to %s with %s fits none', async (origin, method, headers) => {
    const reply = await preflight(origin, method, headers)
    expect([reply.status, reply.ossCode]).toEqual([403, 'AccessForbidden'])
    expect(reply.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('says when a bucket has no rules at all', async () => {
    const bare = await startPractice()
    const reply = await sendRaw(bare.port, {
      method: 'OPTIONS',
      path: '/practice/x',
      headers: { host: bare.host, origin: 'null', 'access-control-request-method': 'PUT' },
    })
    expect(reply.text).toContain('CORS is not enabled for this bucket')
    await bare.end()
  })
})

describe('an answer to a page', () => {
  it('may be read by it, also when it is an error', async () => {
    const headers = { origin: 'https://www.example.com' }
    const put = await practice.send('PUT', 'x', { headers, body: 'x' })
    expect(put.headers['access-control-allow-origin']).toBe('https://www.example.com')
    const refused = await practice.send('PUT', 'x', { headers, body: 'x', region: 'cn-beijing' })
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([403, 'https://www.example.com'])
    expect((await practice.send('GET', 'x', { headers: { origin: 'null' } })).headers).toMatchObject({
      'access-control-allow-origin': '*',
    })
  })

  it('is an ordinary one for anyone else', async () => {
    const put = await practice.send('PUT', 'x', { body: 'x' })
    expect(put.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('the rules of a bucket', () => {
  const rule =
    '<CORSRule><AllowedOrigin>null</AllowedOrigin><AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader></CORSRule>'
  const set = (body: string) => practice.send('PUT', '', { query: { cors: '' }, body })

  it('can be read, replaced and removed', async () => {
    const query = { cors: '' }
    expect(valuesOf((await practice.send('GET', '', { query })).text, 'MaxAgeSeconds')).toEqual(['60'])
    expect((await set(`<CORSConfiguration>${rule}</CORSConfiguration>`)).status).toBe(200)
    expect((await preflight('null', 'PUT', 'content-type')).status).toBe(200)
    expect((await practice.send('DELETE', '', { query })).status).toBe(204)
    expect((await practice.send('GET', '', { query })).ossCode).toBe('NoSuchCORSConfiguration')
    expect((await preflight('null', 'PUT')).status).toBe(403)
    practice.setCors('practice', rules)
    expect((await preflight('https://www.example.com', 'PUT')).status).toBe(200)
  })

  it.each([
    ['no rule', ''],
    ['eleven rules', rule.repeat(11)],
    ['an unknown method', rule.replace('PUT', 'PATCH')],
    ['two stars', rule.replace('null', '*.*')],
    ['an exposed wildcard', rule.replace('</CORSRule>', '<ExposeHeader>*</ExposeHeader></CORSRule>')],
  ])('are refused with %s', async (_, content) => {
    expect((await set(`<CORSConfiguration>${content}</CORSConfiguration>`)).ossCode).toBe('MalformedXML')
  })
})
