// Download links as a message to whoever gets the files.
import type { MessageLocale } from '../../shared/hand-over.ts'
import type { DownloadMessage } from '../../shared/model/download.ts'
import { timeText } from './time-text.ts'

type Words = {
  intlLocale: string
  timeInZone: (time: string, zone: string) => string
  one: (fileName: string) => string
  many: (count: number) => string
  until: (time: string) => string
  keep: string
}

const words: Readonly<Record<MessageLocale, Words>> = {
  en: {
    intlLocale: 'en-GB',
    timeInZone: (time, zone) => `${time} (${zone})`,
    one: (fileName) => `You can download the file “${fileName}” here:`,
    many: (count) => `You can download these ${count} files. Open each link in a browser:`,
    until: (time) => `This works until ${time}, and you need no account.`,
    keep: 'Whoever has this message can download as well. Please do not pass it on.',
  },
  'zh-CN': {
    intlLocale: 'zh-CN',
    timeInZone: (time, zone) => `${time}（${zone}）`,
    one: (fileName) => `请在这里下载文件“${fileName}”：`,
    many: (count) => `以下 ${count} 个文件可以下载，请用浏览器逐个打开链接：`,
    until: (time) => `有效期至 ${time}，不需要账号。`,
    keep: '拿到这条消息的人都可以下载，请不要转发。',
  },
}

/** A key may hold line breaks; in a message they could pose as lines of it. */
const onOneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

const nameOf = (objectKey: string): string => onOneLine(objectKey.split('/').at(-1) || objectKey)

/** `timeZone` is an IANA name: the sender of the message thinks in it. */
export function downloadMessage({ links, fileName, locale }: DownloadMessage, timeZone: string): string {
  const say = words[locale]
  const [first] = links
  if (!first) return ''
  const isOne = links.length === 1
  const ends = links.reduce((least, { expiresAtMs }) => Math.min(least, expiresAtMs), first.expiresAtMs)
  const list = isOne
    ? [say.one(onOneLine(fileName ?? nameOf(first.objectKey))), first.url]
    : [say.many(links.length), ...links.map(({ objectKey, url }) => `\n${nameOf(objectKey)}\n${url}`)]
  return `${list.join('\n')}\n\n${say.until(timeText(ends, say, timeZone))}\n${say.keep}\n`
}
