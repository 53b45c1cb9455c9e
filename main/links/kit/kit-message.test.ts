import { expect, it } from 'vitest'
import { kitMessage } from './kit-message.ts'

const link = { objectKey: 'films/interview\nEvil: line.mp4', expiresAtMs: Date.UTC(2026, 10, 21, 8, 20) }

it('says in English what is wanted, until when, and how the page is used', () => {
  expect(kitMessage(link, { locale: 'en', timeZone: 'Asia/Shanghai' })).toBe(
    `Please upload the file “interview Evil: line.mp4”.
You can do so until Sat, 21 Nov 2026, 16:20 (GMT+8), and you need no account.
Whoever has this message can upload in your place. Please do not pass it on.

How to do it:
1. Save the attached page “interview-Evil- line – upload.html” and open it in Chrome, Edge, Firefox or Safari.
2. Drop the file on the page and press “Send it”. It may be large: it goes up piece by piece.
3. If the line breaks, or you close the page, open it again and choose the same file. It goes on from there.
4. When the page says that I have your file, it has arrived.
`,
  )
})

it('says the same in Chinese', () => {
  const text = kitMessage(link, { locale: 'zh-CN', timeZone: 'Asia/Shanghai' })
  expect(text).toContain('请上传文件“interview Evil: line.mp4”。')
  expect(text).toContain('1. 保存附件里的页面“interview-Evil- line – upload.html”')
  expect(text.trimEnd().split('\n')).toHaveLength(9)
})
