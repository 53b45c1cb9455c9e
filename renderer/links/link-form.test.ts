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
  let count = 0
  const form = new LinkForm({ calls: { make }, now: () => now, random: () => `r${(count += 1)}` })
  return { form, requests }
}

describe('asking for a link', () => {
  it('asks for a large file by parts, and for an ordinary one once that is switched off', async () => {
    const { form, requests } = setUp()
    form.name = 'film.mp4'
    form.largeBytes = 50e9
    await form.make(account)
    form.largeBytes = null
    await form.make(account)
    expect(requests.map(({ kind, maxBytes }) => [kind, maxBytes])).toEqual([
      ['multipart', 50e9],
      [undefined, undefined],
    ])
  })

  it('sends everything that was chosen, and shows the link made', async () => {
    const { form, requests } = setUp()
    form.name = 'acme-signed.pdf'
    form.contentType = 'application/pdf'
    form.storageClass = 'IA'
    form.more = { ...form.more, metadata: { sender: '李静' }, exactBytes: 7 }
    form.forWhom = ' Acme '
    expect(await form.make(account)).toBeUndefined()
    expect(requests).toEqual([
      {
        accountId: 'a1',
        objectKey: 'in/acme-signed.pdf',
        validity: { kind: 'seconds', seconds: 900 },
        contentType: 'application/pdf',
        storageClass: 'IA',
        forWhom: 'Acme',
        metadata: { sender: '李静' },
        exactBytes: 7,
        tags: {},
        pinnedHeaders: {},
        isFirstUploadOnly: true,
      },
    ])
    expect(form.shown?.linkId).toBe('l1')
  })

  it('shows the link made last, until its card is closed', async () => {
    const { form } = setUp()
    form.name = 'a.pdf'
    await form.make(account)
    form.name = 'b.pdf'
    await form.make(account)
    expect(form.shown?.objectKey).toBe('in/b.pdf')
    form.closeCard()
    expect(form.shown).toBeNull()
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
    expect(requests).toEqual([])
  })

  it('starts a chosen end from tomorrow at this hour', () => {
    const { form } = setUp()
    form.choose('until')
    expect(form.typed.until).toBe('2026-11-21T16:20')
  })

  it('shows why main turned it down and can be tried again', async () => {
    const { form } = setUp(new AppError('auth.tokenExpired'))
    form.name = 'a.pdf'
    await form.make(account)
    expect(form.error?.code).toBe('auth.tokenExpired')
    expect([form.isMaking, form.shown]).toEqual([false, null])
  })

  it('forgets the link of an account that was removed', async () => {
    const { form } = setUp()
    form.name = 'a.pdf'
    await form.make(account)
    form.keepOnly([])
    expect(form.shown).toBeNull()
  })

  it('fills the name in, shows it beforehand, and never twice with the same letters', async () => {
    const { form, requests } = setUp()
    form.name = 'contracts/{date} {for} {random}.pdf'
    expect(await form.make(account)).toBe('forWhom')
    expect(form.isForWhomMissing).toBe(true)
    form.forWhom = 'Acme/Sons'
    expect(form.filledName(now)).toBe('contracts/2026-11-20 Acme-Sons r1.pdf')
    await form.make(account)
    await form.make(account)
    expect(requests.map(({ objectKey }) => objectKey)).toEqual([
      'in/contracts/2026-11-20 Acme-Sons r1.pdf',
      'in/contracts/2026-11-20 Acme-Sons r2.pdf',
    ])
    form.name = 'plain.pdf'
    expect(form.filledName(now)).toBeUndefined()
  })
})

describe('a preset', () => {
  it('brings every setting back, but for whom it was and the name of the one file', () => {
    const { form } = setUp()
    form.forWhom = 'Acme'
    form.name = 'contracts/acme.pdf'
    form.choice = 'other'
    form.typed = { until: '', amount: '36', unit: 'hours' }
    form.contentType = 'application/pdf'
    form.storageClass = 'IA'
    form.isFirstUploadOnly = false
    form.more = { metadata: { a: 'b' }, tags: { c: 'd' }, pinnedHeaders: {}, acl: 'private' }
    const preset = form.preset('Contracts')
    const { form: other } = setUp()
    other.forWhom = 'Beta'
    other.usePreset(preset)
    expect(other.preset('Contracts')).toEqual(preset)
    expect([other.name, other.forWhom, other.presetName, other.policy]).toEqual([
      'contracts/',
      'Beta',
      'Contracts',
      form.policy,
    ])
  })

  it('keeps a name that fills itself in, and no date that will have passed', () => {
    const { form } = setUp()
    form.name = 'in/{date}.pdf'
    form.choose('until')
    const preset = form.preset('Daily')
    expect([preset.pattern, preset.policy.validity]).toEqual(['in/{date}.pdf', undefined])
    form.choose('1h')
    form.name = 'typed.pdf'
    form.usePreset({ ...preset, pattern: '' })
    expect([form.name, form.choice]).toEqual(['typed.pdf', '1h'])
  })
})
