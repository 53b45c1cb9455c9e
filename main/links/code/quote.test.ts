import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quoteCmd, quoteCpp, quoteJava, quoteKotlin, quotePhp, quotePosix, quotePowerShell } from './quote.ts'

describe('a literal', () => {
  it.each([
    ['POSIX shell', quotePosix, `it's $HOME`, String.raw`'it'\''s $HOME'`],
    ['PowerShell', quotePowerShell, 'it’s $x', `'it’’s $x'`],
    ['cmd.exe', quoteCmd, 'a "b" 100%&c\\', String.raw`^"a \^"b\^" 100^%^&c\\^"`],
    ['Java', quoteJava, 'é\\u"', String.raw`"\u00e9\\u\""`],
    ['Kotlin', quoteKotlin, '$x \f\\f', String.raw`"\$x \u000c\\f"`],
    ['PHP', quotePhp, `it's \\ $x`, String.raw`'it\'s \\ $x'`],
    ['C++', quoteCpp, 'é1 ??/ "', String.raw`"\303\2511 ?\?/ \""`],
  ])('for %s', (_language, quote, text, literal) => {
    expect(quote(text)).toBe(literal)
  })

  it('for cmd.exe leaves it nothing to read but carets', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab \\"%!^&|<>()中') })
    fc.assert(
      fc.property(text, (given) => {
        const literal = quoteCmd(given)
        expect(literal.replace(/\^./gsu, '')).not.toMatch(/[()%!"<>&|^]/)
        // What is left is an argument as a C program's start-up reads it.
        const argument = literal.replace(/\^(.)/gsu, '$1').slice(1, -1)
        const read = argument.replace(
          /(\\*)("|$)/g,
          (_all, slashes: string, end: string) => '\\'.repeat(slashes.length >> 1) + end,
        )
        expect(read).toBe(given)
      }),
    )
  })

  it('for Java and C++ is ASCII and reads back as what it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        const [java, cpp] = [quoteJava(given), quoteCpp(given)]
        expect(java + cpp).toMatch(/^[\x20-\x7e]*$/)
        expect(JSON.parse(java)).toBe(given)
        const bytes = cpp
          .slice(1, -1)
          .replace(/\\([0-7]{3}|.)/g, (_all, code: string) =>
            code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : code,
          )
        expect(Buffer.from(bytes, 'latin1').toString('utf8')).toBe(given)
      }),
    )
  })
})
