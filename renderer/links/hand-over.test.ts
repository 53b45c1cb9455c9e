import { afterEach, describe, expect, it } from 'vitest'
import type { LinkView } from '../../shared/model/link.ts'
import { setLocale } from '../i18n/i18n.svelte.ts'
import { HandOver } from './hand-over.svelte.ts'

const link: LinkView = {
  // Branded strings: any text is a legal id here.
  linkId: 'l1' as LinkView['linkId'],
  accountId: 'a1' as LinkView['accountId'],
  objectKey: 'in/a.pdf',
  forWhom: '',
  kind: 'put',
  url: 'https://mkt-assets.oss-cn-hangzhou.aliyuncs.com/in/a.pdf?x-oss-signature=s',
  madeAtMs: 1,
  expiresAtMs: 2,
  headers: [],
}

function setUp() {
  const asked: unknown[] = []
  const handOver = new HandOver({
    handOver: (request) => {
      asked.push(request)
      return Promise.resolve({ text: 'the text' })
    },
  })
  return { handOver, asked }
}

afterEach(() => setLocale('en'))

describe('handing a link over', () => {
  it('asks main with no more of the link than the text needs', async () => {
    const { handOver, asked } = setUp()
    expect(await handOver.code(link)).toBe('the text')
    const { objectKey, url, headers, expiresAtMs } = link
    expect(asked).toEqual([{ link: { objectKey, url, headers, expiresAtMs }, as: { kind: 'code', language: 'curl' } }])
  })

  it('writes the message in the language of the app, until another was chosen', async () => {
    const { handOver, asked } = setUp()
    setLocale('zh-CN')
    await handOver.message(link)
    handOver.locale = 'en'
    await handOver.message(link)
    expect(asked).toMatchObject([
      { as: { kind: 'message', locale: 'zh-CN' } },
      { as: { kind: 'message', locale: 'en' } },
    ])
  })
})
