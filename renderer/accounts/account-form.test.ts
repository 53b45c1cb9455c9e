import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { AccountCheck, AccountId, AccountReport, AccountView, AccountsState } from '../../shared/model/account.ts'
import { AccountForm } from './account-form.svelte.ts'
import type { AccountFields } from './account-fields.ts'

const now = () => new Date(2026, 10, 20, 16, 20).getTime()
const names: AccountCheck['check'][] = ['reach', 'key', 'write', 'read', 'list']
const good: AccountReport = { canSend: true, checks: names.map((check) => ({ check, result: 'ok' })) }
const wrongRegion: AccountReport = {
  canSend: false,
  suggestedRegion: 'cn-shanghai',
  checks: names.map((check, index) => ({ check, result: index === 0 ? 'no' : 'notTried' })),
}
const state: AccountsState = { accounts: [], selectedId: null, keychain: 'available' }

const marketing: AccountView = {
  // A branded string: any text is a legal id here.
  accountId: 'a1' as AccountId,
  kind: 'oss',
  name: 'Marketing',
  region: 'cn-hangzhou',
  bucket: 'mkt-assets',
  folder: '',
  endpointKind: 'public',
  accessKeyId: 'LTAI5tExample',
  isTemporary: false,
  secret: 'kept',
}

/** Main, scripted: the reports it gives one after another, and what it was asked. */
function setUp(reports: (AccountReport | AppError | Promise<AccountReport>)[], options = {}) {
  const asked: [string, unknown][] = []
  const answer = async (call: string, input: unknown): Promise<AccountReport> => {
    asked.push([call, structuredClone(input)])
    const report = await reports.shift()
    if (report instanceof AppError) throw report
    return report ?? good
  }
  const keep = (call: string, input: unknown): Promise<AccountsState> => {
    asked.push([call, structuredClone(input)])
    return Promise.resolve(state)
  }
  const form = new AccountForm({
    calls: {
      test: (input) => answer('test', input),
      testSaved: (input) => answer('testSaved', input),
      add: (input) => keep('add', input),
      update: (input) => keep('update', input),
    },
    now,
    accounts: [marketing],
    ...options,
  })
  return { form, asked, calls: () => asked.map(([call]) => call) }
}

const typed: Partial<AccountFields> = {
  name: 'Sales',
  accessKeyId: 'LTAI5tOther',
  accessKeySecret: ' s3cret ',
  region: 'cn-hangzhou',
  bucket: 'sales-files',
}
const draft = {
  name: 'Sales',
  accessKeyId: 'LTAI5tOther',
  accessKeySecret: 's3cret',
  region: 'cn-hangzhou',
  bucket: 'sales-files',
  folder: '',
  endpointKind: 'public',
}

describe('adding an account', () => {
  it('tests the key, saves it when files can be sent, and forgets the secret', async () => {
    const { form, asked } = setUp([good])
    Object.assign(form.fields, typed)
    await form.submit()
    expect(asked).toEqual([
      ['test', draft],
      ['add', draft],
    ])
    expect([form.phase, form.report, form.fields.accessKeySecret]).toEqual(['saved', good, ''])
  })

  it('asks nothing of main while a field is not right, and names the first', async () => {
    const { form, asked } = setUp([])
    form.set('bucket', 'Sales Files')
    expect(form.problem('bucket')).toBeUndefined()
    form.leave('bucket')
    expect(form.problem('bucket')).toBe('bucketForm')
    expect(form.problem('accessKeyId')).toBeUndefined()
    expect(await form.submit()).toBe('accessKeyId')
    expect([form.problem('accessKeyId'), form.problemCount, asked]).toEqual(['accessKeyId', 4, []])
  })

  it('keeps what was typed when the test says no, and saves only when told to', async () => {
    const { form, calls } = setUp([wrongRegion])
    Object.assign(form.fields, typed)
    await form.submit()
    expect([form.phase, form.fields.accessKeySecret, calls()]).toEqual(['editing', 's3cret', ['test']])
    await form.saveAnyway()
    expect([form.phase, form.fields.accessKeySecret, calls()]).toEqual(['saved', '', ['test', 'add']])
  })

  it('switches to the right region, tests again and saves, in one click', async () => {
    const { form, asked } = setUp([wrongRegion, good])
    Object.assign(form.fields, typed)
    await form.submit()
    await form.switchRegion('cn-shanghai')
    expect(asked.slice(1)).toEqual([
      ['test', { ...draft, region: 'cn-shanghai' }],
      ['add', { ...draft, region: 'cn-shanghai' }],
    ])
    expect(form.phase).toBe('saved')
  })

  it('drops a report as soon as it is about something else', async () => {
    const { form } = setUp([wrongRegion])
    Object.assign(form.fields, typed)
    await form.submit()
    form.set('name', 'Other')
    expect(form.report).toEqual(wrongRegion)
    form.set('bucket', 'other-files')
    expect(form.report).toBeNull()
    await form.saveAnyway()
    expect(form.phase).toBe('editing')
  })

  it('shows why main turned it down', async () => {
    const { form } = setUp([new AppError('net.offline', { isRetryable: true })])
    Object.assign(form.fields, typed)
    await form.submit()
    expect([form.phase, form.error?.code]).toEqual(['editing', 'net.offline'])
  })

  it('saves nothing when it was closed while the test ran', async () => {
    const { promise, resolve } = Promise.withResolvers<AccountReport>()
    const { form, calls } = setUp([promise])
    Object.assign(form.fields, typed)
    const submitted = form.submit()
    form.close()
    resolve(good)
    await submitted
    expect([form.fields.accessKeySecret, form.report, calls()]).toEqual(['', null, ['test']])
  })

  it('takes a pasted address apart into bucket, region and folder', () => {
    const { form } = setUp([])
    form.set('bucket', 'https://mkt-assets.oss-cn-shanghai.aliyuncs.com/in/')
    form.leave('bucket')
    expect(form.fields).toMatchObject({ bucket: 'mkt-assets', region: 'cn-shanghai', folder: 'in/' })
  })
})

describe('changing an account', () => {
  it('never has the secret, and leaves the key alone unless it is replaced', async () => {
    const { form, asked } = setUp([good], { editing: marketing })
    expect([form.asksKey, form.fields.accessKeySecret]).toEqual([false, ''])
    form.set('folder', 'in')
    await form.submit()
    const { accountId, name, region, bucket, endpointKind } = marketing
    expect(asked).toEqual([
      ['update', { accountId, name, region, bucket, endpointKind, folder: 'in/' }],
      ['testSaved', 'a1'],
    ])
    expect([form.phase, form.report]).toEqual(['saved', good])
  })

  it('tests a replaced key before it takes the place of the old one', async () => {
    const { form, asked } = setUp([good], { editing: marketing, asksKey: true })
    form.set('accessKeySecret', 'new')
    await form.submit()
    expect(asked.map(([call]) => call)).toEqual(['test', 'update'])
    expect(asked[1]?.[1]).toMatchObject({ credentials: { accessKeyId: 'LTAI5tExample', accessKeySecret: 'new' } })
  })

  it('forgets a half-typed key when the old one is kept after all', () => {
    const { form } = setUp([], { editing: marketing })
    form.replaceKey(true)
    form.set('accessKeySecret', 'half')
    form.replaceKey(false)
    expect([form.asksKey, form.fields.accessKeySecret]).toEqual([false, ''])
  })

  it('may keep its own name, but not take another’s', async () => {
    const sales: AccountView = { ...marketing, accountId: 'a2' as AccountId, name: 'Sales' }
    const { form } = setUp([good], { accounts: [marketing, sales], editing: marketing })
    form.set('name', 'Sales')
    expect(await form.submit()).toBe('name')
    form.set('name', 'Marketing')
    expect(await form.submit()).toBeUndefined()
  })
})

describe('a temporary key that has ended', () => {
  it('asks for the whole new key, because its ID is another one too', () => {
    const { form } = setUp([], { editing: { ...marketing, isTemporary: true }, asksKey: true })
    expect([form.isForNewKey, form.fields.accessKeyId, form.fields.isTemporary]).toEqual([true, '', true])
    const { form: again } = setUp([], { editing: { ...marketing, secret: 'missing' }, asksKey: true })
    expect([again.isForNewKey, again.fields.accessKeyId]).toEqual([false, 'LTAI5tExample'])
  })
})
