// What became of every file, as the rows of a table in the user's language.
import type { ReportRow } from '../uploads/report.ts'
import { errorSentence } from '../../shared/words/error-sentence.ts'
import { report as english } from '../../shared/words/en/report.ts'
import { fill } from '../../shared/words/message.ts'
import type { Locale, Translation } from '../../shared/words/message.ts'
import { report as chinese } from '../../shared/words/zh-CN/report.ts'

type Words = Translation<typeof english>
const catalogues: Record<Locale, Words> = { en: english, 'zh-CN': chinese }

const columns = [
  'Name',
  'State',
  'Reason',
  'Bytes',
  'Key',
  'Path',
  'Finished',
  'Checksum',
  'OssCode',
  'RequestId',
] as const

type Row = {
  item: Pick<ReportRow['item'], 'kind' | 'name'>
  file: Omit<ReportRow['file'], 'fileId' | 'itemId' | 'mtimeMs' | 'isUnanswered'>
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** 2026-11-20 16:20:05 in the computer's zone: what every spreadsheet program reads as a time. */
export function localTime(atMs: number): string {
  const at = new Date(atMs)
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(twoDigits).join('-')
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')}`
}

/** Sent files 2026-11-20.csv */
export const reportFileName = (atMs: number, locale: Locale): string =>
  `${fill(catalogues[locale].fileName, {}, locale)} ${localTime(atMs).slice(0, 10)}.csv`

/** The table with its head, one row a file. */
export async function* reportTable(
  rows: Iterable<Row> | AsyncIterable<Row>,
  locale: Locale,
): AsyncGenerator<readonly (string | number)[]> {
  const say = (key: keyof Words): string => fill(catalogues[locale][key], {}, locale)
  const reasonOf = ({ status, error, skipReason }: Row['file']): string => {
    const sentence = error ? errorSentence(error, locale) : ''
    if (status === 'skipped' && skipReason) return say(`skipped.${skipReason}`)
    if (status !== 'canceled') return sentence
    return sentence === '' ? say('canceledByUser') : `${say('leftOnServer')} ${sentence}`
  }
  yield columns.map((name) => say(`column${name}`))
  for await (const { item, file } of rows) {
    const isUnchecked = file.status === 'completed' && !file.isChecked
    yield [
      item.kind === 'folder' && file.relativePath !== '' ? `${item.name}/${file.relativePath}` : item.name,
      isUnchecked ? say('sentUnchecked') : say(`state.${file.status}`),
      reasonOf(file),
      file.size,
      file.objectKey,
      file.path,
      file.finishedAtMs === undefined ? '' : localTime(file.finishedAtMs),
      // A bare number of 20 digits would lose its last ones in a spreadsheet program.
      file.crc64 === undefined ? '' : `CRC64 ${file.crc64}`,
      file.error?.oss?.ossCode ?? '',
      file.error?.oss?.requestId ?? '',
    ]
  }
}
