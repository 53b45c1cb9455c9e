// What people write in the cells of a list: how long, which kind of file, which storage.
import type { Validity } from '../../shared/model/link.ts'
import type { StorageClass } from '../../shared/model/object-options.ts'

const office = 'application/vnd.openxmlformats-officedocument'

/** In the spelling of `plain`. A content type is taken as it is written. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf', 'pdf document', 'pdf file', 'pdf 文档', 'pdf 文件'],
  [`${office}.wordprocessingml.document`]: ['docx', 'word', 'word document', 'word 文档'],
  [`${office}.spreadsheetml.sheet`]: [
    'xlsx',
    'excel',
    'excel workbook',
    'excel spreadsheet',
    'excel 表格',
    'excel 工作簿',
  ],
  [`${office}.presentationml.presentation`]: [
    'pptx',
    'powerpoint',
    'powerpoint presentation',
    'ppt',
    'powerpoint 演示文稿',
  ],
  'image/jpeg': ['jpg', 'jpeg', 'jpeg picture', 'jpg picture', 'photo', 'jpeg 图片', 'jpg 图片', '照片'],
  'image/png': ['png', 'png picture', 'png 图片'],
  'image/svg+xml': ['svg', 'svg picture', 'svg drawing', 'svg 图片', 'svg 矢量图'],
  'video/mp4': ['mp4', 'mp4 video', 'mp4 视频', 'video', '视频'],
  'video/quicktime': ['mov', 'mov video', 'quicktime', 'mov 视频'],
  'audio/mpeg': ['mp3', 'mp3 audio', 'mp3 音频', '音频'],
  'application/zip': ['zip', 'zip archive', 'zip file', 'zip 压缩包', '压缩包'],
  'text/plain': ['txt', 'text', 'plain text', '文本', '纯文本'],
  'text/csv': ['csv', 'csv table', 'csv 表格'],
  'text/html': ['html', 'htm', 'web page', '网页'],
  'application/json': ['json', 'json 数据'],
}
const anyKind = ['any', 'any kind', 'all', '*', '*/*', '任意', '不限', '任意类型']
const mediaType = /^[\w!#$&+.^`|~-]+\/[\w!#$&+.^`|~-]+(?:\s*;\s*[\w!#$&+.^`|~-]+=(?:"[^"\\]*"|[\w!#$&+.^`|~-]+))*$/

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** `pdf` for application/pdf: the usual ending of names. */
export const extensionOf = (contentType: string): string | undefined => kinds[contentType]?.[0]

/** A content type; empty for any kind; undefined when it is not understood. */
export function parseKind(text: string): string | undefined {
  const word = plain(text).replace(/^\.(?=\w)/, '')
  if (anyKind.includes(word)) return ''
  const found = Object.entries(kinds).find(([, words]) => words.includes(word))
  if (found) return found[0]
  return mediaType.test(text.trim()) && text.length <= 255 ? text.trim() : undefined
}

const storages: Readonly<Record<StorageClass, readonly string[]>> = {
  Standard: ['standard', '标准', '标准存储'],
  IA: ['ia', 'infrequent access', 'infrequent', '低频', '低频访问'],
  Archive: ['archive', '归档', '归档存储'],
  ColdArchive: ['coldarchive', 'cold archive', '冷归档', '冷归档存储'],
  DeepColdArchive: ['deepcoldarchive', 'deep cold archive', '深度冷归档', '深度冷归档存储'],
}

export function parseStorage(text: string): StorageClass | undefined {
  const word = plain(text)
  const found = Object.entries(storages).find(([, words]) => words.includes(word))
  // Object.entries widens the keys of `storages`, which are exactly the classes.
  return found?.[0] as StorageClass | undefined
}

/** `unit`: a number alone. `order`: 3/4/2026 is in March for some and in April for others. */
export type TermProblem = 'unit' | 'order' | 'unknown'

const unitSeconds: readonly [RegExp, number][] = [
  [/^(?:m|min|mins|minute|minutes|分|分钟)$/, 60],
  [/^(?:h|hr|hrs|hour|hours|时|小时|个小时)$/, 3600],
  [/^(?:d|day|days|天|日)$/, 86_400],
  [/^(?:w|week|weeks|周|星期|个星期)$/, 604_800],
]

/** Longer is no length a link can have, and is cut where it is signed. */
const mostSeconds = 604_800

/**
 * `3 days`, `2 小时`, `2026-11-25`, `2026/11/25 17:00`, `25.11.2026`, `2026年11月25日`. A day without an hour lasts to its
 * end, in the zone of this computer.
 */
export function parseTerm(text: string): Validity | TermProblem {
  const word = plain(text)
  const length = /^(\d+(?:\.\d+)?)\s*(\D*)$/.exec(word)
  if (length) {
    const unit = length[2]?.trim() ?? ''
    if (unit === '') return 'unit'
    const seconds = unitSeconds.find(([pattern]) => pattern.test(unit))?.[1]
    if (seconds === undefined) return 'unknown'
    const asked = Math.round(Number(length[1]) * seconds)
    return asked < 60 ? 'unknown' : { kind: 'seconds', seconds: Math.min(asked, mostSeconds) }
  }
  return parseMoment(word)
}

const clock = String.raw`(?:[t ]+(\d{1,2})[:.](\d{2})(?::\d{2})?(?:\s*(am|pm))?)?`
const yearFirst = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${clock}$`)
const yearLast = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})${clock}$`)
const chinese = /^(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日?(?: ?(\d{1,2})(?:[:.](\d{2})|[点时](?:(\d{1,2})分)?))?$/
/** With a zone, as programs write it. */
const exact = /^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})$/

function parseMoment(word: string): Validity | TermProblem {
  if (exact.test(word)) return until(Date.parse(word.toUpperCase()))
  const first = yearFirst.exec(word)
  if (first) return moment(first[1], first[2], first[3], first.slice(4))
  const written = chinese.exec(word)
  if (written) return moment(written[1], written[2], written[3], [written[4], written[5] ?? written[6] ?? '0'])
  const last = yearLast.exec(word)
  if (!last) return 'unknown'
  const [, one = '', mark, two = '', year, ...time] = last
  // With points the day comes first everywhere.
  if (mark === '.' || Number(one) > 12) return moment(year, two, one, time)
  if (Number(two) > 12 || one === two) return moment(year, one, two, time)
  return 'order'
}

type Part = string | undefined

function moment(year: Part, month: Part, day: Part, [hour, minute, half]: readonly Part[]): Validity | TermProblem {
  const date = [Number(year), Number(month) - 1, Number(day)] as const
  const hours = (Number(hour ?? 23) % (half === undefined ? 24 : 12)) + (half === 'pm' ? 12 : 0)
  const at = hour === undefined ? new Date(...date, 23, 59) : new Date(...date, hours, Number(minute ?? 0))
  // 31 February is no date, and 25:00 no time, though Date makes something of both.
  const isReal =
    at.getMonth() === date[1] && at.getDate() === date[2] && Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60
  return isReal ? until(at.getTime()) : 'unknown'
}

const until = (atMs: number): Validity | TermProblem =>
  Number.isSafeInteger(atMs) && atMs > 0 ? { kind: 'until', atMs } : 'unknown'
