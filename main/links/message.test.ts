import { describe, expect, it } from 'vitest'
import { uploadFacts } from './code/upload-facts.ts'
import { messageText } from './message.ts'

const url = 'https://shop.oss-cn-hangzhou.aliyuncs.com/in/a.pdf?x-oss-credential=id%2F20261120&x-oss-signature=0a'
const link = { url, objectKey: 'in/合同 a.pdf', headers: [], expiresAtMs: Date.UTC(2026, 10, 21, 8, 20) }
const firstOnly = [{ name: 'x-oss-forbid-overwrite', value: 'true' }]
const inShanghai = { locale: 'en', timeZone: 'Asia/Shanghai' } as const

describe('the message', () => {
  it('says what is wanted, until when, and how, in English', () => {
    expect(messageText(uploadFacts(link), inShanghai)).toBe(`Please upload the file “合同 a.pdf”.
You can do so until Sat, 21 Nov 2026, 16:20 (GMT+8), and you need no account.
Whoever has this message can upload in your place. Please do not pass it on.

How to do it:
1. Put the file into a folder and make sure that its name is 合同 a.pdf
2. Open a terminal in that folder. Windows: right-click in the folder, then “Open in Terminal”. Mac: right-click the folder, then Services > “New Terminal at Folder”.
3. Copy the line for your computer, paste it into the terminal and press Enter.
4. When the last line says HTTP 200, the file has arrived. With anything else, please send me what you see.

Windows:
curl.exe -T "合同 a.pdf" --fail-with-body -w "\\nHTTP %{http_code}\\n" "${url}"

Mac or Linux:
curl -T '合同 a.pdf' --fail-with-body -w '\\nHTTP %{http_code}\\n' '${url}'
`)
  })

  it('is Chinese for a Chinese reader, with the time of the place it is written in', () => {
    const text = messageText(uploadFacts({ ...link, headers: firstOnly }), {
      locale: 'zh-CN',
      timeZone: 'America/Caracas',
    })
    expect(text).toContain('请上传文件“合同 a.pdf”。\n请在 2026年11月21日周六 04:20（GMT-4）之前上传')
    expect(text).toContain('只有第一次上传有效')
    expect(text).toContain("-H 'x-oss-forbid-overwrite: true'")
    expect(text).toContain('-H "x-oss-forbid-overwrite: true"')
  })

  it.each(['"', '$', '`', '\\', '”'])('gives Windows the program when one line could be misread: %s', (sign) => {
    const headers = [{ name: 'x-oss-meta-note', value: `a${sign}b` }]
    const text = messageText(uploadFacts({ ...link, headers }), inShanghai)
    expect(text).not.toContain('curl.exe')
    expect(text).toContain('System.Net.Http.HttpClient')
  })

  it('takes 203 for success where a callback is asked for', () => {
    const headers = [{ name: 'x-oss-callback', value: 'e30=' }]
    expect(messageText(uploadFacts({ ...link, headers }), inShanghai)).toContain('HTTP 200 or HTTP 203')
  })

  it('asks for the one size a link takes, and leaves saying it again to the programs', () => {
    const headers = [{ name: 'Content-Length', value: '1234567' }]
    const say = (locale: 'en' | 'zh-CN') => messageText(uploadFacts({ ...link, headers }), { ...inShanghai, locale })
    expect(say('en')).toContain('It must be the file of exactly 1,234,567 bytes; any other is turned down.')
    expect(say('zh-CN')).toContain('文件大小必须恰好是 1,234,567 字节')
    expect(say('en')).not.toContain('Content-Length')
  })

  it('gives Windows the program when one line would be longer than its prompt takes', () => {
    const headers = [
      { name: 'x-oss-callback', value: 'e'.repeat(5000) },
      { name: 'x-oss-callback-var', value: 'e'.repeat(5000) },
    ]
    const text = messageText(uploadFacts({ ...link, headers }), inShanghai)
    expect(text).not.toContain('curl.exe')
    expect(text).toContain('System.Net.Http.HttpClient')
  })

  it('does not let a name with line breaks write lines of its own', () => {
    const [first] = messageText(uploadFacts({ ...link, objectKey: 'in/a\nSend it to me' }), inShanghai).split('\n')
    expect(first).toBe('Please upload the file “a Send it to me”.')
  })
})
