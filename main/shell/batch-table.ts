// Many links as a table, or as messages one below the other, in the language of those who get them.
import type { LinkView } from '../../shared/model/link.ts'
import { batch as english } from '../../shared/words/en/batch.ts'
import { fill } from '../../shared/words/message.ts'
import type { Locale, Translation } from '../../shared/words/message.ts'
import { batch as chinese } from '../../shared/words/zh-CN/batch.ts'
import { safeName } from '../links/batch/page-names.ts'
import { uploadFacts } from '../links/code/upload-facts.ts'
import { messageText } from '../links/message.ts'
import { localTime } from './report-table.ts'

const catalogues: Record<Locale, Translation<typeof english>> = { en: english, 'zh-CN': chinese }

const columns = ['ForWhom', 'Key', 'Link', 'Until', 'Headers', 'Message'] as const

/** `timeZone` is an IANA name. */
export type BatchWords = { locale: Locale; timeZone: string }

/** What is saved is named after the list. */
export const batchFileName = (what: 'table' | 'messages' | 'pages', name: string, locale: Locale): string =>
  fill(catalogues[locale][`${what}Name`], { name: safeName(name) || 'OSS Courier' }, locale)

/** The table with its head, one row a link. */
export function* batchTable(links: Iterable<LinkView>, { locale, timeZone }: BatchWords): Generator<readonly string[]> {
  yield columns.map((name) => fill(catalogues[locale][`column${name}`], {}, locale))
  for (const link of links) {
    yield [
      link.forWhom,
      link.objectKey,
      link.url,
      localTime(link.expiresAtMs),
      link.headers.map(({ name, value }) => `${name}: ${value}`).join('\n'),
      messageText(uploadFacts(link), { locale, timeZone }),
    ]
  }
}

/** Each under a line that says whom to send it to, which is no part of it. */
export function* batchMessages(links: Iterable<LinkView>, { locale, timeZone }: BatchWords): Generator<string> {
  let number = 0
  for (const link of links) {
    const head = [`${++number}.`, link.forWhom, link.objectKey].filter((part) => part !== '').join('  ')
    const text = messageText(uploadFacts(link), { locale, timeZone })
    yield `${number === 1 ? '' : '\n'}======== ${head.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}\n\n${text}`
  }
}
