import { describe, expect, it } from 'vitest'
import { MoreForm } from './more-form.svelte.ts'
import { noMore, summariesOf } from './more-policy.ts'
import type { MorePolicy } from './more-policy.ts'

const full: MorePolicy = {
  metadata: { sender: '李静' },
  tags: { project: 'x' },
  contentDisposition: 'attachment; filename="kept.txt"',
  cacheControl: 'max-age=60',
  contentEncoding: 'gzip',
  // Not on a whole minute, which the field cannot show.
  expires: new Date(2027, 0, 2, 3, 4, 5).getTime(),
  acl: 'public-read',
  encryption: { kind: 'KMS', keyId: 'key-1' },
  exactBytes: 1_234_567,
  trafficLimitBitsPerSecond: 8_000_000,
  pinnedHeaders: { 'Content-Language': 'zh-CN' },
  callback: {
    url: 'https://a.example/x;https://b.example/y',
    host: 'a.example',
    body: '{"object":${object},"n":${x:n}}',
    bodyType: 'application/json',
    variables: { n: '1' },
    isSni: true,
  },
}

describe('labels, notify a server, and more', () => {
  it('come out as they went in, whatever they are', () => {
    expect(new MoreForm(noMore).value).toEqual(noMore)
    expect(new MoreForm(full).value).toEqual(full)
    expect([new MoreForm(noMore).isValid, new MoreForm(full).isValid]).toEqual([true, true])
  })

  it('are summed up, and what is public stands out', () => {
    expect(summariesOf(noMore)).toEqual([])
    expect(summariesOf(full).map(({ text }) => text)).toEqual([
      '1 label',
      '1 tag',
      'Opening set',
      'Caching set',
      'Encoded as gzip',
      'Public',
      'Encrypted: KMS',
      'Exactly 1.2 MB',
      'Up to 1 MB/s',
      'Notifies a.example',
      '1 further header',
    ])
    expect(summariesOf(full).filter(({ isRisky }) => isRisky)).toHaveLength(1)
  })

  it('take sizes and speeds as people write them', () => {
    const form = new MoreForm(noMore)
    form.size = ' 1,234,567 '
    form.speed = '0,5'
    expect(form.value).toEqual({ ...noMore, exactBytes: 1_234_567, trafficLimitBitsPerSecond: 4_000_000 })
    form.size = '0'
    expect([form.isValid, form.value.exactBytes]).toEqual([true, 0])
  })

  it.each([
    ['a size that is none', (form: MoreForm) => (form.size = '1.5 MB')],
    ['a size no single upload can have', (form: MoreForm) => (form.size = '5000000001')],
    ['a speed below what OSS takes', (form: MoreForm) => (form.speed = '0.1')],
    ['a speed above it', (form: MoreForm) => (form.speed = '105')],
    ['a packing that is a sentence', (form: MoreForm) => (form.encoding = 'it is gzip!')],
    ['a key ID with Chinese', (form: MoreForm) => Object.assign(form, { encryption: 'KMS', keyId: '密钥' })],
    [
      'a further header browsers set',
      (form: MoreForm) => Object.assign(form.pinned.rows[0] ?? {}, { name: 'Host', value: 'x' }),
    ],
    ['a notification without an address', (form: MoreForm) => (form.callback.isOn = true)],
  ])('cannot be used with %s', (_, spoil) => {
    const form = new MoreForm(noMore)
    expect(form.isValid).toBe(true)
    spoil(form)
    expect(form.isValid).toBe(false)
  })
})

describe('notify a server', () => {
  const on = () => {
    const { callback } = new MoreForm(noMore)
    callback.isOn = true
    callback.url = 'https://a.example/x'
    return callback
  }

  it('begins with a message most servers can use, which follows the chosen form until it is changed', () => {
    const callback = on()
    expect(callback.isValid).toBe(true)
    callback.chooseType('application/json')
    expect([callback.isValid, callback.body]).toEqual([true, expect.stringMatching(/^\{"bucket":/)])
    callback.body = '{"mine":1}'
    callback.chooseType('application/x-www-form-urlencoded')
    expect(callback.body).toBe('{"mine":1}')
  })

  it('puts a placeholder where the caret is', () => {
    const callback = on()
    callback.body = 'a=&b=1'
    expect(callback.insert('object', 2, 2)).toBe(11)
    expect(callback.body).toBe('a=${object}&b=1')
  })

  it('shows what is signed, and the base64 of it', () => {
    const callback = on()
    callback.variables.rows.unshift({ id: 99, name: 'order', value: '单 17' })
    const [settings, variables] = callback.preview
    expect(variables).toEqual({
      name: 'x-oss-callback-var',
      json: '{"x:order":"单 17"}',
      base64: 'eyJ4Om9yZGVyIjoi5Y2VIDE3In0=',
    })
    expect(settings?.json).toContain('"callbackUrl":"https://a.example/x"')
  })

  it('says what is wrong where it is wrong, and an empty address only once it was tried', () => {
    const callback = on()
    callback.url = ''
    expect(callback.urlProblem).toBeUndefined()
    callback.wasTried = true
    expect(callback.urlProblem).toContain('https://')
    callback.url = 'https://10.0.0.7/x'
    expect([callback.urlProblem, callback.isPrivate]).toEqual([undefined, true])
    callback.body = 'a=${objekt}'
    expect(callback.bodyProblem).toContain('${objekt}')
    callback.body = 'a=${x:order}'
    expect(callback.bodyProblem).toContain('${x:order}')
    callback.variables.rows.unshift({ id: 99, name: 'Order', value: '1' })
    expect([callback.isValid, callback.variables.isValid]).toEqual([false, false])
  })
})
