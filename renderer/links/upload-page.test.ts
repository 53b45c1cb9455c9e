import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { AccountId } from '../../shared/model/account.ts'
import type { LinkId, LinkView } from '../../shared/model/link.ts'
import { folderOf, UploadPageForm } from './upload-page.svelte.ts'

const link: LinkView = {
  linkId: 'l1' as LinkId,
  accountId: 'a1' as AccountId,
  objectKey: 'in/a.pdf',
  forWhom: '',
  kind: 'put',
  url: 'https://shop.example/in/a.pdf',
  madeAtMs: 1,
  expiresAtMs: 2,
  headers: [],
}

function setUp(
  answers: { isAllowed?: boolean | AppError; afterRule?: boolean | AppError; saved?: string | null },
  headers: LinkView['headers'] = [],
) {
  const asked: [string, unknown][] = []
  const answer = <T>(name: string, value: T | AppError) => {
    return (input: unknown) => {
      asked.push([name, input])
      return value instanceof AppError ? Promise.reject(value) : Promise.resolve(value)
    }
  }
  const calls = {
    isPutAllowed: answer('isPutAllowed', answers.isAllowed ?? true),
    allowPut: answer('allowPut', answers.afterRule ?? true),
    save: answer('save', { fileName: answers.saved ?? null }),
  }
  return { form: new UploadPageForm({ calls, link: { ...link, headers }, asker: 'Marketing', locale: 'zh-CN' }), asked }
}

it('knows beforehand what a page of this link can and cannot do', () => {
  const { form: plain } = setUp({})
  expect([plain.exactBytes, plain.notByForm, plain.hasCallback]).toEqual([undefined, undefined, false])
  const headers = [
    { name: 'Cache-Control', value: 'no-cache' },
    { name: 'Content-Language', value: 'de' },
    { name: 'Content-Length', value: '0' },
    { name: 'x-oss-callback', value: 'e30=' },
  ]
  const { form } = setUp({}, headers)
  expect([form.exactBytes, form.notByForm, form.hasCallback]).toEqual([0, 'Content-Language', true])
})

describe('the kind of a page', () => {
  it('is the one with progress where the bucket lets pages in', async () => {
    const { form } = setUp({ isAllowed: true })
    await form.look()
    expect([form.access, form.kind]).toEqual(['open', 'put'])
  })

  it('is the form where it does not, until the rule is added', async () => {
    const { form } = setUp({ isAllowed: false, afterRule: true })
    await form.look()
    expect([form.access, form.kind]).toEqual(['closed', 'form'])
    await form.allow()
    expect([form.access, form.kind]).toEqual(['open', 'put'])
  })

  it('stays the form while the bucket does not follow the rule yet', async () => {
    const { form } = setUp({ isAllowed: false, afterRule: false })
    await form.look()
    await form.allow()
    expect([form.access, form.kind, form.isRuleSlow]).toEqual(['closed', 'form', true])
  })

  it('can be the form although the other works, when a person says so', async () => {
    const { form } = setUp({ isAllowed: true })
    form.choose('form')
    await form.look()
    expect(form.kind).toBe('form')
  })

  it('is the form when the bucket cannot be asked, which is said', async () => {
    const { form } = setUp({ isAllowed: new AppError('net.offline') })
    await form.look()
    expect([form.access, form.kind, form.error?.code]).toEqual(['unknown', 'form', 'net.offline'])
  })

  it('is not changed by a key that may not set rules', async () => {
    const { form } = setUp({ isAllowed: false, afterRule: new AppError('auth.denied') })
    await form.look()
    await form.allow()
    expect([form.access, form.kind, form.error?.code]).toEqual(['closed', 'form', 'auth.denied'])
  })
})

describe('saving', () => {
  it('asks for what was chosen, and for names of the sender only by form', async () => {
    const { form, asked } = setUp({ saved: 'a – upload.html' })
    await form.look()
    form.isNamedBySender = true
    form.asker = ' Marketing team '
    await form.save()
    const { linkId, forWhom: _forWhom, kind: _kind, ...pageLink } = link
    expect(asked.at(-1)).toEqual([
      'save',
      {
        link: pageLink,
        linkId,
        kind: 'put',
        isNamedBySender: false,
        maxBytes: 5_000_000_000,
        locale: 'zh-CN',
        asker: 'Marketing team',
      },
    ])
    expect(form.saved).toBe('a – upload.html')
  })

  it('is not done without a name of who asks, and a dismissed dialog is no save', async () => {
    const { form, asked } = setUp({ saved: null })
    form.asker = '  '
    await form.save()
    expect(asked).toEqual([])
    form.asker = 'M'
    await form.save()
    expect([form.saved, form.error]).toEqual([undefined, null])
  })
})

it('a folder is what stands before the last slash', () => {
  expect(['a.pdf', 'in/a.pdf', 'in/b/a.pdf'].map(folderOf)).toEqual(['', 'in/', 'in/b/'])
})
