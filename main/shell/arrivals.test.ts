import { describe, expect, it } from 'vitest'
import type { AccountId } from '../../shared/model/account.ts'
import type { LinkId } from '../../shared/model/link.ts'
import type { LinkRow } from '../../shared/model/register.ts'
import { createArrivalNotices } from './arrivals.ts'

const row = (objectKey: string, forWhom = ''): LinkRow => ({
  linkId: objectKey as LinkId,
  accountId: 'a' as AccountId,
  ...{ objectKey, forWhom, kind: 'put', isFirstUploadOnly: true, madeAtMs: 1, expiresAtMs: 2 },
  ...{ state: 'received', isNew: true, received: { bytes: 1, atMs: 1 }, check: {} },
})

function setUp({ isWanted = true, locale = 'en' as 'en' | 'zh-CN' } = {}) {
  const shown: { title: string; body: string; onClick: () => void }[] = []
  const opened: string[] = []
  const timers: (() => void)[] = []
  const tell = createArrivalNotices({
    isWanted: () => isWanted,
    locale: () => locale,
    show: (notice) => shown.push(notice),
    open: ({ linkId }) => opened.push(linkId),
    after: (_delayMs, run) => timers.push(run),
  })
  const pass = () => timers.splice(0).forEach((run) => run())
  return { tell, pass, shown, opened }
}

describe('the notice of what came', () => {
  it('names the file and whom it is from, and opens its row', () => {
    const { tell, pass, shown, opened } = setUp()
    tell([row('in/contract.pdf', 'Acme')])
    pass()
    expect(shown).toMatchObject([{ title: 'A file came through your link', body: 'contract.pdf, from Acme' }])
    shown[0]?.onClick()
    expect(opened).toEqual(['in/contract.pdf'])
  })

  it('is one for all that came at about the same time', () => {
    const { tell, pass, shown } = setUp({ locale: 'zh-CN' })
    tell([row('in/a.pdf')])
    tell([row('in/b.pdf'), row('in/c.pdf')])
    pass()
    tell([row('in/d.pdf')])
    pass()
    expect(shown.map(({ title, body }) => [title, body])).toEqual([
      ['通过链接收到 3 个文件', 'b.pdf，另有 2 个'],
      ['通过链接收到 1 个文件', 'd.pdf'],
    ])
  })

  it('is not shown to those who switched it off', () => {
    const { tell, pass, shown } = setUp({ isWanted: false })
    tell([row('in/a.pdf')])
    pass()
    expect(shown).toEqual([])
  })
})
