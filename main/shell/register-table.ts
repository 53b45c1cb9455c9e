// The register of links as the rows of a table in the user's language.
import { AppError } from '../../shared/errors.ts'
import type { LinkId, LinkView } from '../../shared/model/link.ts'
import type { LinkRow } from '../../shared/model/register.ts'
import { errorSentence } from '../../shared/words/error-sentence.ts'
import { register as english } from '../../shared/words/en/register.ts'
import { fill } from '../../shared/words/message.ts'
import type { Locale, Translation } from '../../shared/words/message.ts'
import { register as chinese } from '../../shared/words/zh-CN/register.ts'
import { localTime } from './report-table.ts'

type Words = Translation<typeof english>
const catalogues: Record<Locale, Words> = { en: english, 'zh-CN': chinese }

const columns = ['ForWhom', 'Key', 'Account', 'Made', 'Until', 'State', 'Bytes', 'Received', 'Reason'] as const

type Options = {
  locale: Locale
  /** Of accounts, by id. */
  names: ReadonlyMap<string, string>
  /** Given, the links are in the table too. Throws AppError for one that cannot be opened: its cell stays empty. */
  open?: (linkId: LinkId) => Pick<LinkView, 'url'>
}

/** Upload links 2026-11-20.csv */
export const registerFileName = (atMs: number, locale: Locale): string =>
  `${fill(catalogues[locale].fileName, {}, locale)} ${localTime(atMs).slice(0, 10)}.csv`

function urlOf(linkId: LinkId, open: NonNullable<Options['open']>): string {
  try {
    return open(linkId).url
  } catch (error) {
    if (error instanceof AppError) return ''
    throw error
  }
}

/** The table with its head, one row a link. */
export function* registerTable(
  rows: Iterable<LinkRow>,
  { locale, names, open }: Options,
): Generator<readonly (string | number)[]> {
  const say = (key: keyof Words): string => fill(catalogues[locale][key], {}, locale)
  function reasonOf({ check, state }: LinkRow): string {
    if (!check.error || state === 'closed') return ''
    if (check.error.code === 'object.exists') return say('nameTaken')
    return `${say('cannotCheck')} ${errorSentence(check.error, locale)}`
  }
  const stateOf = ({ state, check }: LinkRow): string =>
    state === 'expired' && check.error ? say('stateUnknown') : say(`state.${state}`)
  yield [...columns.map((name) => say(`column${name}`)), ...(open ? [say('columnLink')] : [])]
  for (const row of rows) {
    yield [
      row.forWhom,
      row.received?.objectKey ?? row.objectKey,
      names.get(row.accountId) ?? '',
      localTime(row.madeAtMs),
      localTime(row.expiresAtMs),
      stateOf(row),
      row.received?.bytes ?? '',
      row.received ? localTime(row.received.atMs) : '',
      reasonOf(row),
      ...(open ? [urlOf(row.linkId, open)] : []),
    ]
  }
}
