// A sentence of the page with its values put in: text, or a node that stands out.
import type { PageLocale } from '../facts.ts'
import { pageWords } from '../words.ts'
import type { PageWord } from '../words.ts'

export type Values = Readonly<Record<string, string | Node>>

const han = /\p{Script=Han}/u
const latin = /[A-Za-z0-9]/

/** Chinese leaves a small gap between its own characters and Latin ones; a name that is put in may be either. */
const gap = (locale: PageLocale, left: string, right: string): string => {
  if (locale !== 'zh-CN') return ''
  const [before, after] = [left.at(-1) ?? '', right.charAt(0)]
  return (han.test(before) && latin.test(after)) || (latin.test(before) && han.test(after)) ? ' ' : ''
}

const textOf = (part: string | Node): string => (typeof part === 'string' ? part : (part.textContent ?? ''))

/** The words and the values between them, in order. */
export function parts(locale: PageLocale, word: PageWord, values: Values = {}): (string | Node)[] {
  const found = pageWords[locale][word].split(/\{(\w+)\}/)
  const filled = found.map((piece, index) => (index % 2 === 0 ? piece : (values[piece] ?? '')))
  return filled.flatMap((part, index) => {
    const before = index === 0 ? '' : gap(locale, textOf(filled[index - 1] ?? ''), textOf(part))
    return [before, part].filter((each) => each !== '')
  })
}

export const say = (locale: PageLocale, word: PageWord, values: Readonly<Record<string, string>> = {}): string =>
  parts(locale, word, values).join('')
