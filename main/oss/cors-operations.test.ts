import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uploadPageRule } from '../../shared/oss/cors-rule.ts'
import { createHttpTransport } from '../platform/http-transport.ts'
import { createAliOss } from '../practice/testing/ali-oss.ts'
import { ownerKey, startPractice, valuesOf } from '../practice/testing/practice.ts'
import type { Practice } from '../practice/testing/practice.ts'
import { createOssClient } from './client.ts'
import { allowsPage } from './cors-operations.ts'
import type { PageWish } from './cors-operations.ts'
import { targetFor } from './endpoint.ts'

const wish: PageWish = {
  objectKey: 'in/报价 单.pdf',
  origin: 'null',
  method: 'PUT',
  headers: ['Content-Type', 'x-oss-meta-a'],
}
const answer = (headers: Record<string, string>, status = 200) => ({ status, headers, body: new Uint8Array() })
const good = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, PUT',
  'access-control-allow-headers': 'content-type, x-oss-meta-a',
}

describe('an answer to a browser’s question', () => {
  it.each([
    ['lets any page', good, true],
    ['lets pages from a disk by name', { ...good, 'access-control-allow-origin': 'null' }, true],
    ['lets every header', { ...good, 'access-control-allow-headers': '*' }, true],
    ['lets another page only', { ...good, 'access-control-allow-origin': 'https://example.com' }, false],
    ['lets no PUT', { ...good, 'access-control-allow-methods': 'GET, POST' }, false],
    ['lets not every header', { ...good, 'access-control-allow-headers': 'content-type' }, false],
    ['lets nobody', {}, false],
  ])('%s', (_, headers, expected) => {
    expect(allowsPage(answer(headers), wish)).toBe(expected)
  })

  it('is no leave when it is an error', () => {
    expect(allowsPage(answer(good, 403), wish)).toBe(false)
  })
})

describe('the rule of upload pages', () => {
  let practice: Practice
  const transport = createHttpTransport()
  const options = { signal: new AbortController().signal }
  const client = () =>
    createOssClient({
      transport,
      clock: Date,
      target: targetFor({ kind: 'custom', region: 'cn-hangzhou', bucket: 'practice', customDomain: practice.endpoint }),
      credentials: () => ownerKey,
    })
  beforeAll(async () => {
    practice = await startPractice()
  })
  afterAll(async () => {
    transport.close()
    await practice.end()
  })

  it('is asked for as a browser does, then added, once, and works', async () => {
    expect(await client().isPageAllowed(wish, options)).toBe(false)
    await client().addCorsRule(uploadPageRule, options)
    expect(await client().isPageAllowed(wish, options)).toBe(true)
    await client().addCorsRule(uploadPageRule, options)
    const { text } = await practice.send('GET', '', { query: { cors: '' } })
    expect(valuesOf(text, 'AllowedMethod')).toEqual(['PUT', 'POST', 'GET', 'DELETE'])
    expect(valuesOf(text, 'ExposeHeader')).toEqual(['ETag', 'x-oss-request-id', 'x-oss-hash-crc64ecma'])
  })

  it('leaves the rules that are there as they were, as ali-oss sees them', async () => {
    const other = {
      allowedOrigin: 'https://*.example.com',
      allowedMethod: ['GET', 'HEAD'],
      allowedHeader: 'x-a',
      maxAgeSeconds: 5,
    }
    const ali = createAliOss(practice.endpoint, ownerKey)
    await ali.putBucketCORS('practice', [other])
    await client().addCorsRule(uploadPageRule, options)
    const { rules } = await ali.getBucketCORS('practice')
    expect(rules.map(({ allowedOrigin }) => allowedOrigin)).toEqual(['https://*.example.com', '*'])
    expect(rules[0]).toMatchObject({ allowedMethod: ['GET', 'HEAD'], maxAgeSeconds: '5' })
  })

  it('is not added to ten others', async () => {
    const ten = Array.from({ length: 10 }, (_, index) => ({
      allowedOrigins: [`https://${index}.example.com`],
      allowedMethods: ['GET'],
    }))
    practice.setCors('practice', ten)
    await expect(client().addCorsRule(uploadPageRule, options)).rejects.toMatchObject({
      code: 'cors.tooManyRules',
      params: { max: 10 },
    })
  })

  it('is not added where the rules cannot be read: writing would remove them', async () => {
    practice.setKeys([{ ...ownerKey, allow: [{ actions: ['oss:PutBucketCors'] }] }])
    await expect(client().addCorsRule(uploadPageRule, options)).rejects.toMatchObject({
      code: 'auth.denied',
      params: { action: 'oss:GetBucketCors' },
    })
    practice.setKeys([ownerKey])
  })
})
