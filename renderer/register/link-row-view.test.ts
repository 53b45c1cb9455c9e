import { describe, expect, it } from 'vitest'
import type { AccountId } from '../../shared/model/account.ts'
import type { LinkId } from '../../shared/model/link.ts'
import type { LinkRow } from '../../shared/model/register.ts'
import { isWorking, linkRowView } from './link-row-view.ts'

const now = new Date(2026, 10, 20, 16, 20).getTime()
const hour = 3_600_000
const row = (more: Partial<LinkRow> = {}): LinkRow => ({
  linkId: 'l1' as LinkId,
  accountId: 'a1' as AccountId,
  ...{ objectKey: 'in/a.pdf', forWhom: '', kind: 'put', isFirstUploadOnly: true, isNew: false, state: 'waiting' },
  madeAtMs: now - hour,
  expiresAtMs: now + 23 * hour,
  check: {},
  ...more,
})
const error = (code: 'auth.denied' | 'object.exists' | 'auth.tokenExpired') => ({
  error: { code, params: code === 'auth.denied' ? { action: 'oss:GetObject' } : {}, isRetryable: false },
})
const received = { bytes: 412_000, atMs: now - 60_000 }
const view = (more: Partial<LinkRow>) => linkRowView(row(more), now)

describe('a row of the list', () => {
  it('says when the link was made and for whom, what became of it, and how much or how long', () => {
    expect(view({ forWhom: 'Acme' })).toMatchObject({
      title: 'in/a.pdf',
      detail: 'made 15:20 · for Acme',
      tag: { text: 'Waiting', tone: 'idle' },
      status: '23 h 0 min left',
      action: 'copyMessage',
    })
    expect(view({ state: 'received', received })).toMatchObject({
      tag: { text: 'Received', tone: 'ok' },
      status: '412.0 KB',
      action: 'download',
    })
    const parts = { accepted: 41, planned: 64 }
    expect(view({ state: 'arriving', kind: 'multipart', parts })).toMatchObject({
      tag: { text: 'Arriving', tone: 'warn' },
      status: '41 of 64',
      action: 'show',
    })
  })

  it('names the account where it is another than the one that is chosen', () => {
    expect(linkRowView(row(), now, 'Sales').detail).toBe('made 15:20 · Sales')
  })

  it('of a page on which senders name their files shows the newest one and how many came', () => {
    const came = { ...received, objectKey: 'in/offer.docx', files: 7 }
    expect(view({ watchedFolder: 'in/', state: 'received', received: came })).toMatchObject({
      title: 'in/offer.docx',
      status: '7 files',
    })
    expect(view({ watchedFolder: 'in/' }).title).toBe('in/… (senders name their files)')
  })

  it('says that nobody can look, and which permission to ask for', () => {
    expect(view({ check: error('auth.denied') })).toMatchObject({
      tag: { text: 'Cannot check', tone: 'warn' },
      problem: { text: 'Needs oss:GetObject.', canAsk: true },
    })
    expect(view({ check: error('auth.tokenExpired') }).problem).toMatchObject({ canAsk: false })
  })

  it('warns that the name is taken, for then the link is of no use', () => {
    expect(view({ check: error('object.exists') }).tag.text).toBe('Name taken')
  })

  it('does not call a link unused that nobody could look at', () => {
    const over = { state: 'expired' as const, expiresAtMs: now - hour }
    expect(view(over).tag.text).toBe('Expired, unused')
    expect(view({ ...over, check: error('auth.denied') }).tag.text).toBe('Expired')
  })
})

describe('what can be done with a link', () => {
  it('is no more handing over once nobody can use it', () => {
    const handing = ['copyMessage', 'copyLink', 'close']
    const offered = (more: Partial<LinkRow>) =>
      [view(more).action, ...view(more).menu].filter((each) => handing.includes(each))
    expect(offered({})).toEqual(handing)
    expect(offered({ state: 'closed' })).toEqual([])
    expect(offered({ state: 'received', received })).toEqual([])
    expect(offered({ state: 'expired', expiresAtMs: now - hour })).toEqual([])
    // Each upload replaces the one before: there may be more to come.
    expect(offered({ state: 'received', received, isFirstUploadOnly: false })).toEqual(['copyMessage', 'copyLink'])
  })

  it('always has a new link like this and taking it out of the list', () => {
    for (const state of ['waiting', 'received', 'replaced', 'expired', 'closed'] as const) {
      const { action, menu } = view({ state, ...(state === 'received' ? { received } : {}) })
      expect([action, ...menu]).toEqual(expect.arrayContaining(['show', 'renew', 'remove']))
    }
  })

  it('a link works until its end, its closing, or the only upload that counts', () => {
    expect(isWorking(row(), now)).toBe(true)
    expect(isWorking(row({ expiresAtMs: now }), now)).toBe(false)
    expect(isWorking(row({ state: 'closed' }), now)).toBe(false)
    expect(isWorking(row({ state: 'received', received }), now)).toBe(false)
    expect(isWorking(row({ state: 'received', received, watchedFolder: 'in/' }), now)).toBe(true)
  })
})
