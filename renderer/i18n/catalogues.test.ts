import { describe, expect, it } from 'vitest'
import { catalogues } from './catalogues.ts'
import { placeholders } from '../../shared/words/message.ts'
import type { Locale, Message } from '../../shared/words/message.ts'

const flat = (locale: Locale): Record<string, Message> =>
  Object.fromEntries(
    Object.entries(catalogues[locale]).flatMap(([domain, messages]) =>
      Object.entries<Message>(messages).map(([name, message]) => [`${domain}.${name}`, message]),
    ),
  )

const texts = (message: Message): string[] => (typeof message === 'string' ? [message] : [message.one, message.other])

const english = flat('en')

describe.each(Object.keys(catalogues).filter((locale) => locale !== 'en') as Locale[])('the %s catalogue', (locale) => {
  const messages = flat(locale)

  it('has exactly the English keys', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort())
  })

  it('uses the placeholders of the English texts, so that no number or name is lost', () => {
    const withCount = (message: Message) => placeholders(message).filter((name) => name !== 'count')
    const of = (all: Record<string, Message>) =>
      Object.fromEntries(Object.entries(all).map(([key, message]) => [key, withCount(message)]))
    expect(of(messages)).toEqual(of(english))
  })
})

describe.each(Object.keys(catalogues) as Locale[])('every text in %s', (locale) => {
  it('says something, with no stray blanks, and never just that something failed', () => {
    const bad = Object.entries(flat(locale)).filter(([, message]) =>
      texts(message).some(
        (text) => text.trim() !== text || text === '' || /\bfailed\b|error occurred|\binvalid\b/i.test(text),
      ),
    )
    expect(bad).toEqual([])
  })
})
