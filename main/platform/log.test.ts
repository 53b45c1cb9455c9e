import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { createLog } from './log.ts'

const keyId = 'LTAI5tAbCdEfGhIjKlMnOpQr'
const keySecret = 'abcdefghijKLMNOPQRST0123456789'
const stsId = 'STS.NUgYrLnoC37mZZCNnAbez4Abc'
const token = `CAIS${'abcDEF012+/'.repeat(20)}==`
const signature = 'f2e1d3c4b5a697887766554433221100ffeeddccbbaa99887766554433221100'
const query = `x-oss-credential=${keyId}%2F20261120&x-oss-security-token=${encodeURIComponent(token)}&x-oss-signature=${signature}`
const url = `https://shop.oss-cn-hangzhou.aliyuncs.com/in/a%20b.jpg?${query}`
const authorization = `OSS4-HMAC-SHA256 Credential=${keyId}/20261120/cn-hangzhou/oss/aliyun_v4_request,Signature=${signature}`

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-log-'))
})
afterEach(() => {
  rmSync(dir, { recursive: true, force: true })
})
const open = (maxBytes?: number) =>
  createLog({ dir, now: () => 0, isEchoed: false, ...(maxBytes === undefined ? {} : { maxBytes }) })
const written = () => readFileSync(join(dir, 'courier.log'), 'utf8')

it('lets none of these through, in fields, texts, errors, causes and lists', () => {
  const inText = [
    `PUT ${url} failed`,
    `request /bucket/key?${query} HTTP/1.1`,
    `authorization: ${authorization}`,
    `{"accessKeySecret":"short1","accessKeyId":"x9"}`,
    `accessKeySecret=short2&x=1`,
    `x-oss-security-token: ${token}`,
    `the secret ${keySecret} of ${keyId} and ${stsId}`,
    `signed ${signature}`,
    'http://user:short3@proxy.example.com:8080/',
  ]
  const inFields = {
    accessKeyId: keyId,
    accessKeySecret: 'short4',
    securityToken: 'short5',
    headers: { Authorization: 'short6', 'x-oss-security-token': 'short7' },
    deep: { a: { b: [{ password: 'short8' }] } },
    sealed: { ciphertext: 'short9', backend: 'k' },
    url,
  }
  const log = open()
  log.info('texts', { texts: inText, inFields })
  log.problem('error', new AppError('internal', { cause: new Error(inText.join(' '), { cause: inFields }) }), inFields)
  log.problem('thrown text', inText.join('\n'))
  const text = written()
  for (const secret of [keyId, keySecret, stsId, token, encodeURIComponent(token), signature]) {
    expect(text).not.toContain(secret)
  }
  expect(text).not.toMatch(/short\d|"x9"/)
})

it('keeps what helps to find the cause', () => {
  const cause = new Error('socket hang up')
  const error = new AppError('net.reset', { params: { host: 'shop.oss-cn-hangzhou.aliyuncs.com' }, cause })
  open().problem('upload', error, { channel: 'uploads.add', requestId: '6A1B2C3D4E5F60718293A4B5', url })
  expect(JSON.parse(written())).toMatchObject({
    time: '1970-01-01T00:00:00.000Z',
    level: 'problem',
    event: 'upload',
    channel: 'uploads.add',
    requestId: '6A1B2C3D4E5F60718293A4B5',
    url: 'https://shop.oss-cn-hangzhou.aliyuncs.com/in/a%20b.jpg?[removed]',
    error: {
      code: 'net.reset',
      params: { host: 'shop.oss-cn-hangzhou.aliyuncs.com' },
      cause: { message: 'socket hang up' },
    },
  })
})

it('writes one line an event, whatever is in it', () => {
  const log = open()
  log.info('a\nb', { text: 'c\r\nd\u2028e' })
  log.info('second')
  expect(written().trimEnd().split('\n')).toHaveLength(2)
})

it('keeps three files of limited size', () => {
  const log = open(1000)
  for (let count = 0; count < 100; count++) log.info('event', { count })
  expect(readdirSync(dir).sort()).toEqual(['courier.1.log', 'courier.2.log', 'courier.log'])
  for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).size).toBeLessThanOrEqual(1000)
  expect(written()).toContain('"count":99')
})

it('does not bring the app down when it cannot write', () => {
  const log = createLog({ dir: join(dir, 'courier.log\0'), now: () => 0, isEchoed: false })
  expect(() => {
    log.info('event')
  }).not.toThrow()
})
