// The message that goes with the page of a large file. Read by somebody who has neither the app nor an account.
import type { MessageLocale } from '../../../shared/hand-over.ts'
import type { LinkView } from '../../../shared/model/link.ts'
import type { MessageOptions } from '../message.ts'
import { pageFileName } from '../page/page-file-name.ts'
import { timeText } from '../time-text.ts'
import { english } from '../words/en.ts'
import { chinese } from '../words/zh-cn.ts'

const common = { en: english, 'zh-CN': chinese } as const

const own = {
  en: {
    how: 'How to do it:',
    open: (page: string) => `1. Save the attached page “${page}” and open it in Chrome, Edge, Firefox or Safari.`,
    drop: '2. Drop the file on the page and press “Send it”. It may be large: it goes up piece by piece.',
    resume:
      '3. If the line breaks, or you close the page, open it again and choose the same file. It goes on from there.',
    done: '4. When the page says that I have your file, it has arrived.',
  },
  'zh-CN': {
    how: '上传方法：',
    open: (page: string) => `1. 保存附件里的页面“${page}”，用 Chrome、Edge、Firefox 或 Safari 打开。`,
    drop: '2. 把文件拖到页面上，点“发送”。文件再大也没关系，会分片上传。',
    resume: '3. 如果网络中断，或者您关闭了页面，请重新打开页面，选择同一个文件，就会接着上传。',
    done: '4. 页面提示我已收到您的文件，就表示文件已送达。',
  },
} satisfies Record<MessageLocale, unknown>

export function kitMessage(
  { objectKey, expiresAtMs }: Pick<LinkView, 'objectKey' | 'expiresAtMs'>,
  { locale, timeZone }: MessageOptions,
): string {
  const [say, kit] = [common[locale], own[locale]]
  // A key may hold line breaks; in a sentence they could pose as lines of the message.
  const fileName = (objectKey.split('/').at(-1) ?? '').replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
  const parts = [
    [say.ask(fileName), say.until(timeText(expiresAtMs, say, timeZone)), say.keep],
    [kit.how, kit.open(pageFileName(objectKey)), kit.drop, kit.resume, kit.done],
  ]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}
