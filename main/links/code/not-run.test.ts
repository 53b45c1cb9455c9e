// The languages no machine of ours can run: what stands in their programs is read back literal by literal.
import { describe, expect, it } from 'vitest'
import { codeFor } from './code-for.ts'
import type { UploadFacts } from './upload-facts.ts'
import { uploadFacts } from './upload-facts.ts'

const url = 'https://shop.oss-cn-hangzhou.aliyuncs.com/in/a%27b.txt?x-oss-credential=id%2F20261120&x-oss-signature=0a'
const objectKey = `in/it's "$x" \\n ‘合同’.txt`
const fileName = `it's "$x" \\n ‘合同’.txt`
const headers = [
  { name: 'Content-Type', value: 'text/plain; charset="utf-8"' },
  { name: 'x-oss-forbid-overwrite', value: 'true' },
  { name: 'x-oss-meta-note', value: `it's "100%" $HOME \${x} \`id\` \\n` },
]
const expiresAtMs = Date.UTC(2026, 10, 21, 8, 20)
const plain = uploadFacts({ url, objectKey, headers: [], expiresAtMs })
const full = uploadFacts({ url, objectKey, headers, expiresAtMs })
const told = uploadFacts({
  url,
  objectKey,
  headers: [...headers, { name: 'x-oss-callback', value: 'e30=' }],
  expiresAtMs,
})

type Reading = { literals: string[]; rest: string }

/** Takes comments and literals out of a program; `pattern` matches either, and a literal's text is its first group. */
function readProgram(code: string, pattern: RegExp, unquote: (inner: string) => string): Reading {
  const literals: string[] = []
  const rest = code.replace(pattern, (_all, inner: string | undefined) => {
    if (inner !== undefined) literals.push(unquote(inner))
    return ' '
  })
  return { literals, rest }
}

const fromJson = (inner: string): string => String(JSON.parse(`"${inner}"`))
const slashes = /\/\/[^\n]*|"((?:[^"\\\n]|\\.)*)"/g
const readers = {
  csharp: (code: string) => readProgram(code, slashes, fromJson),
  android: (code: string) =>
    readProgram(code, slashes, (inner) => {
      // An unescaped `$` would fill a value in.
      expect(inner.replace(/\\./g, '')).not.toContain('$')
      return fromJson(inner.replaceAll('\\$', '$'))
    }),
  powershell: (code: string) =>
    readProgram(code, /#[^\n]*|'((?:[^'‘-‛]|['‘-‛]{2})*)'/g, (inner) => inner.replace(/(['‘-‛])\1/g, '$1')),
}

/** Every bracket closed by its own kind, and no quote left over. */
function isBalanced(rest: string): boolean {
  const open: string[] = []
  const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' }
  for (const sign of rest.match(/[()[\]{}]/g) ?? []) {
    if (pairs[sign] === undefined) open.push(sign)
    else if (open.pop() !== pairs[sign]) return false
  }
  return open.length === 0
}

const cases = Object.entries({ plain, full, told })

describe.each(['csharp', 'powershell', 'android'] as const)('%s (read, not run: no tool for it here)', (language) => {
  it.each(cases)('carries the link and exactly its headers: %s', (_name, facts: UploadFacts) => {
    const code = codeFor(language, facts)
    const { literals, rest } = readers[language](code)
    expect(literals).toContain(facts.url)
    expect(isBalanced(rest)).toBe(true)
    const sent = literals.flatMap((text, i) => {
      const header = facts.headers.find(({ name }) => name === text)
      return header ? [{ name: text, value: literals[i + 1] }] : []
    })
    expect(sent).toEqual(facts.headers)
    if (facts.headers.length === 0) expect(code).not.toMatch(/content-type/i)
    expect(code.includes('203')).toBe(facts.hasCallback)
  })

  it('names the file to send, whatever is in its name', () => {
    const { literals } = readers[language](codeFor(language, full))
    // On Android the file comes from the picker.
    if (language === 'csharp') expect(literals).toContain(fileName)
    if (language === 'powershell') expect(literals.map(decodeName)).toContain(fileName)
  })
})

const decodeName = (text: string): string => (text.startsWith("it's%20") ? decodeURIComponent(text) : text)

it('says in every program until when it works, and whether only the first upload counts', () => {
  for (const language of ['powershell', 'python', 'node', 'browser', 'java', 'go', 'php', 'cpp'] as const) {
    expect(codeFor(language, full)).toContain('until 2026-11-21 08:20 UTC')
    expect(codeFor(language, full)).toContain('Only the first upload counts')
    expect(codeFor(language, plain)).not.toContain('Only the first upload counts')
  }
})
