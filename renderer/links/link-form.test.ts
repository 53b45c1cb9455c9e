import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { AccountId, AccountView } from '../../shared/model/account.ts'
import type { LinkId, LinkRequest, LinkView } from '../../shared/model/link.ts'
import { LinkForm } from './link-form.svelte.ts'

const now = new Date(2026, 10, 20, 16, 20).getTime()

const account: AccountView = {
  // A branded string: any text is a legal id here.
  accountId: 'a1' as AccountId,
  kind: 'oss',
  name: 'Marketing',
  region: 'cn-hangzhou',
  bucket: 'mkt-assets',
  folder: 'in/',
  endpointKind: 'public',
  accessKeyId: 'LTAI5tExample',
  isTemporary: false,
  secret: 'kept',
}

const linkFor = (request: LinkRequest, number: number): LinkView => ({
  linkId: `l${number}` as LinkId,
  accountId: request.accountId,
  objectKey: request.objectKey,
  forWhom: request.forWhom,
  kind: 'put',
  url: 'https://mkt-assets.oss-cn-hangzhou.aliyuncs.com/in/a.pdf?x-oss-signature=s',
  madeAtMs: now,
  expiresAtMs: now + 900_000,
  headers: [],
})

function setUp(fails?: AppError) {
  const requests: LinkRequest[] = []
  const make = (request: unknown): Promise<LinkView> => {
    // The form makes requests of this shape; its type checks it.
    requests.push(request as LinkRequest)
    if (fails) return Promise.reject(fails)
    return Promise.resolve(linkFor(request as LinkRequest, requests.length))
  }
  const form = new LinkForm({ calls: { make }, now: () => now })
  return { form, requests }
}

describe('asking for a link', () => {
  it('sends everything that was chosen, and shows the link made', async () => {
    const { form, requests } = setUp()
    form.name = 'acme-signed.pdf'
    form.contentType = 'application/pdf'
    form.storageClass = 'IA'
    form.labels.rows.unshift({ id: 99, name: 'sender', value: '李静' })
    expect(await form.make(account)).toBeUndefined()
    expect(requests).toEqual([
      {
        accountId: 'a1',
        objectKey: 'in/acme-signed.pdf',
        validity: { kind: 'seconds', seconds: 900 },
        contentType: 'application/pdf',
        storageClass: 'IA',
        forWhom: '',
        metadata: { sender: '李静' },
        tags: {},
        pinnedHeaders: {},
        isFirstUploadOnly: true,
      },
    ])
    expect(form.shown?.linkId).toBe('l1')
  })

  it('keeps earlier links, newest first', async () => {
    const { form } = setUp()
    form.name = 'a.pdf'
    await form.make(account)
    form.name = 'b.pdf'
    await form.make(account)
    expect(form.made.map((link) => link.objectKey)).toEqual(['in/b.pdf', 'in/a.pdf'])
  })

  it('asks nothing of main while something is missing, and says what comes first', async () => {
    const { form, requests } = setUp()
    expect(form.nameProblem(account)).toBeUndefined()
    expect(await form.make(account)).toBe('name')
    expect(form.nameProblem(account)?.problem).toBe('name')
    form.name = 'a.pdf'
    form.choice = 'until'
    expect(await form.make(account)).toBe('term')
    form.choose('1h')
    form.contentType = 'pdf'
    expect(await form.make(account)).toBe('kind')
    form.contentType = undefined
    form.labels.rows.unshift({ id: 99, name: 'Absender Name', value: '' })
    expect(await form.make(account)).toBe('labels')
    expect(requests).toEqual([])
  })

  it('starts a chosen end from tomorrow at this hour', () => {
    const { form } = setUp()
    form.choose('until')
    expect(form.until).toBe('2026-11-21T16:20')
  })

  it('shows why main turned it down and can be tried again', async () => {
    const { form } = setUp(new AppError('auth.tokenExpired'))
    form.name = 'a.pdf'
    await form.make(account)
    expect(form.error?.code).toBe('auth.tokenExpired')
    expect([form.isMaking, form.shown, form.made]).toEqual([false, null, []])
  })

  it('forgets the links of an account that was removed', async () => {
    const { form } = setUp()
    form.name = 'a.pdf'
    await form.make(account)
    form.keepOnly([])
    expect([form.made, form.shown]).toEqual([[], null])
  })
})
