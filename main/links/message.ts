// A link as a message to somebody who is no programmer: what is wanted, until when, and how to do it step by step.
import type { MessageLocale } from '../../shared/hand-over.ts'
import { curlCommand, curlPosix, longestCmdLine } from './code/curl.ts'
import { powerShell } from './code/powershell.ts'
import type { UploadFacts } from './code/upload-facts.ts'
import { timeText } from './time-text.ts'
import { english } from './words/en.ts'
import type { MessageWords } from './words/en.ts'
import { chinese } from './words/zh-cn.ts'

const words: Readonly<Record<MessageLocale, MessageWords>> = { en: english, 'zh-CN': chinese }

/** `timeZone` is an IANA name: the sender of the message thinks in it, and the reader sees its offset. */
export type MessageOptions = { locale: MessageLocale; timeZone: string }

export function messageText(facts: UploadFacts, { locale, timeZone }: MessageOptions): string {
  const say = words[locale]
  const fileName = onOneLine(facts.fileName)
  const windows = windowsCommand(facts)
  const parts = [
    [
      say.ask(fileName),
      say.until(timeText(facts.expiresAtMs, say, timeZone)),
      ...(facts.exactBytes === undefined
        ? []
        : [say.exactly(new Intl.NumberFormat(say.intlLocale).format(facts.exactBytes))]),
      ...(facts.isFirstUploadOnly ? [say.firstOnly] : []),
      say.keep,
    ],
    [say.how, say.folder(fileName), say.terminal, say.paste, facts.hasCallback ? say.doneWithCallback : say.done],
    windows === undefined ? [say.windowsProgram, powerShell(facts).trimEnd()] : [say.windows, windows],
    [say.others, curlPosix(facts)],
  ]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** A key may hold line breaks; in a sentence they could pose as lines of the message. */
const onOneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

/**
 * One line for whichever terminal opens, PowerShell or cmd.exe: between double quotes both take everything as it is but
 * what is looked for here (typographic double quotes count as quotes in PowerShell; a backslash could escape the closing
 * one; cmd.exe fills in what stands between two `%` if it knows a variable of that name, and knows none like `%2F…%2F`).
 */
function windowsCommand(facts: UploadFacts): string | undefined {
  const isSafe = (text: string): boolean => !/["$`\\\u201c-\u201e\p{Cc}]/u.test(text)
  const texts = [facts.fileName, facts.url, ...facts.headers.map(({ value }) => value)]
  if (!texts.every(isSafe)) return undefined
  const line = curlCommand('curl.exe', facts, (text) => `"${text}"`)
  return line.length <= longestCmdLine ? line : undefined
}
