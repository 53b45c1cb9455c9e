import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { PageFacts } from './facts.ts'
import { contentPolicy, uploadPage } from './upload-page.ts'
import { pageWords } from './words.ts'

const nasty = `</script><!--<img src=x onerror=alert(1)> "'& \u2028 中文 $&`
const put: PageFacts = {
  mode: 'put',
  locale: 'en',
  asker: nasty,
  fileName: nasty,
  url: 'https://shop.oss-cn-hangzhou.aliyuncs.com/in/a.pdf?x-oss-signature=abc',
  headers: [{ name: 'x-oss-meta-a', value: nasty }],
  maxBytes: 1000,
  madeAtMs: 0,
  expiresAtMs: 1000,
  isFirstUploadOnly: true,
}
const { headers: _headers, ...common } = put
const form: PageFacts = {
  ...common,
  mode: 'form',
  url: 'http://127.0.0.1:9000/shop/',
  fields: [{ name: 'key', value: nasty }],
}
const script = 'console.log("hello")\r\n'

const between = (html: string, start: string, end: string): string => html.split(start)[1]?.split(end)[0] ?? ''
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const policyOf = (html: string) =>
  between(html, 'Content-Security-Policy" content="', '"').replace(/&#(\d+);/g, (_, code) =>
    String.fromCharCode(Number(code)),
  )

describe('an upload page', () => {
  it('allows its own script and style by their hashes, and the address of the link', () => {
    const html = uploadPage(put, script)
    const policy = policyOf(html)
    expect(policy).toBe(
      [
        "default-src 'none'",
        `script-src ${hash(between(html, '</script>\n<script>', '</script>'))}`,
        `style-src ${hash(between(html, '<style>', '</style>'))}`,
        'connect-src https://shop.oss-cn-hangzhou.aliyuncs.com',
        'form-action https://shop.oss-cn-hangzhou.aliyuncs.com',
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
      ].join('; '),
    )
    expect(policy).not.toContain('unsafe')
    expect(contentPolicy('', '', form.url)).toContain('connect-src http://127.0.0.1:9000;')
  })

  it.each([put, form])('holds any name as text, never as markup: %#', (facts) => {
    const html = uploadPage(facts, script)
    expect(html).not.toContain('<img')
    expect(html).not.toContain('<!--')
    expect(html.match(/<\/script>/g)).toHaveLength(2)
    expect(JSON.parse(between(html, 'id="facts">', '</script>'))).toEqual(facts)
  })

  it('is a form of its own where scripts are off, but only when it is a form', () => {
    const html = uploadPage(form, script)
    const plain = between(html, '<noscript>', '</noscript>')
    expect(plain).toContain('action="http://127.0.0.1:9000/shop/"')
    // OSS passes over whatever comes after the file.
    expect(plain.indexOf('type="hidden"')).toBeLessThan(plain.indexOf('type="file"'))
    expect(plain.lastIndexOf('type="hidden"')).toBeLessThan(plain.indexOf('type="file"'))
    expect(uploadPage(put, script)).not.toContain('<form')
  })

  it('names nothing outside itself', () => {
    const html = uploadPage({ ...put, asker: 'A', fileName: 'a', headers: [] }, '')
    expect(html.match(/https?:\/\/[^/"';<\s]+/g)?.filter((each) => !each.includes('aliyuncs.com'))).toEqual([])
    expect(html).not.toMatch(/\s(?:src|href)=/)
  })

  it('is not made from a script that would end its own element', () => {
    expect(() => uploadPage(put, 'const a = "</script>"')).toThrow('would end')
  })
})

it('says the same in both languages, with the same values', () => {
  const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()
  const ofWords = (words: Record<string, string>) =>
    Object.fromEntries(Object.entries(words).map(([key, text]) => [key, [...new Set(values(text))]]))
  const [en, zh] = [ofWords(pageWords.en), ofWords(pageWords['zh-CN'])]
  expect(Object.keys(zh)).toEqual(Object.keys(en))
  // What a language leaves out is said on purpose; nothing may be asked for that the other does not give.
  for (const [key, names] of Object.entries(zh)) expect(en[key], key).toEqual(expect.arrayContaining(names))
})
