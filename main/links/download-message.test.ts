import { expect, it } from 'vitest'
import { downloadMessage } from './download-message.ts'

const expiresAtMs = Date.UTC(2026, 10, 21, 8, 20)
const link = { objectKey: 'out/价格 表.xlsx', url: 'https://shop.example/a?x-oss-signature=1', expiresAtMs }

it('is a name, a link and a time for one file', () => {
  expect(downloadMessage({ links: [link], locale: 'en' }, 'Asia/Shanghai'))
    .toBe(`You can download the file “价格 表.xlsx” here:
https://shop.example/a?x-oss-signature=1

This works until Sat, 21 Nov 2026, 16:20 (GMT+8), and you need no account.
Whoever has this message can download as well. Please do not pass it on.
`)
})

it('lists several files, and promises no more than the first of them to end', () => {
  const second = { objectKey: 'out/b\n2. c.txt', url: 'https://shop.example/b', expiresAtMs: expiresAtMs - 3_600_000 }
  const text = downloadMessage({ links: [link, second], locale: 'zh-CN' }, 'Asia/Shanghai')
  expect(text.split('\n')).toEqual([
    '以下 2 个文件可以下载，请用浏览器逐个打开链接：',
    '',
    '价格 表.xlsx',
    link.url,
    '',
    'b 2. c.txt',
    second.url,
    '',
    '有效期至 2026年11月21日周六 15:20（GMT+8），不需要账号。',
    '拿到这条消息的人都可以下载，请不要转发。',
    '',
  ])
})
