// Tells on the desktop that files came through links: one notice for all that came at about the same time.
import type { LinkRow } from '../../shared/model/register.ts'
import { register as english } from '../../shared/words/en/register.ts'
import { fill } from '../../shared/words/message.ts'
import type { Locale, Translation } from '../../shared/words/message.ts'
import { register as chinese } from '../../shared/words/zh-CN/register.ts'

const catalogues: Record<Locale, Translation<typeof english>> = { en: english, 'zh-CN': chinese }

/** Files that were looked for together are found one after the other. */
const gatherMs = 1500

type Options = {
  isWanted: () => boolean
  locale: () => Locale
  /** `onClick` when somebody clicks on it, as far as the system tells. */
  show: (notice: { title: string; body: string; onClick: () => void }) => void
  open: (row: LinkRow) => void
  /** Calls back once. */
  after: (delayMs: number, run: () => void) => void
}

/** report.pdf, which is what a reader knows it by. */
const nameOf = ({ received, objectKey }: LinkRow): string => (received?.objectKey ?? objectKey).split('/').at(-1) ?? ''

export function arrivalNotice(rows: readonly LinkRow[], locale: Locale): { title: string; body: string } {
  const say = (key: 'arrivedTitle' | 'arrivedBodyFor' | 'arrivedBodyMany', values: Record<string, string | number>) =>
    fill(catalogues[locale][key], values, locale)
  const [newest] = rows
  const title = say('arrivedTitle', { count: rows.length })
  if (!newest) return { title, body: '' }
  const values = { name: nameOf(newest), person: newest.forWhom, more: rows.length - 1 }
  if (rows.length > 1) return { title, body: say('arrivedBodyMany', values) }
  return { title, body: newest.forWhom === '' ? values.name : say('arrivedBodyFor', values) }
}

export function createArrivalNotices({ isWanted, locale, show, open, after }: Options) {
  let gathered: LinkRow[] = []
  return (rows: readonly LinkRow[]): void => {
    if (!isWanted()) return
    gathered = [...rows, ...gathered]
    // Somebody has asked for the first of them already.
    if (gathered.length > rows.length) return
    after(gatherMs, () => {
      const all = gathered
      gathered = []
      const [newest] = all
      if (newest) show({ ...arrivalNotice(all, locale()), onClick: () => open(newest) })
    })
  }
}
