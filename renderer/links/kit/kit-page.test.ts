import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import type { KitAccess } from '../../../shared/model/kit.ts'
import type { LinkId } from '../../../shared/model/link.ts'
import { KitPageForm } from './kit-page.svelte.ts'

// Any text is an id here.
const linkId = 'l1' as LinkId

function scripted(answers: (KitAccess | AppError)[], fileName: string | null = 'a – upload.html') {
  const saved: unknown[] = []
  const next = async (): Promise<KitAccess> => {
    const answer = answers.shift()
    if (!answer || answer instanceof AppError) throw answer ?? new AppError('internal')
    return answer
  }
  const calls = {
    access: next,
    allow: next,
    savePage: async (request: unknown) => {
      saved.push(request)
      return { fileName }
    },
  }
  return { form: new KitPageForm({ calls, linkId, asker: ' Marketing ', locale: 'en' }), saved }
}

describe('the upload page of a large file', () => {
  it('is offered with what web pages may do there, also when only part of it works', async () => {
    const { form } = scripted([{ access: 'partly', isEtagReadable: false }])
    await form.look()
    expect([form.access, form.isEtagReadable]).toEqual(['partly', false])
  })

  it('may be saved before the rule is followed, and says so', async () => {
    const closed = { access: 'closed', isEtagReadable: false } as const
    const { form, saved } = scripted([closed, closed, { access: 'open', isEtagReadable: true }])
    await form.look()
    await form.allow()
    expect([form.access, form.isRuleSlow]).toEqual(['closed', true])
    await form.look()
    expect([form.access, form.isRuleSlow]).toEqual(['open', false])
    await form.save()
    expect([saved, form.saved]).toEqual([[{ linkId, locale: 'en', asker: 'Marketing' }], 'a – upload.html'])
  })

  it('is not saved when the dialog was dismissed, nor without a name of who asks', async () => {
    const { form, saved } = scripted([], null)
    await form.save()
    expect(form.saved).toBe(undefined)
    form.asker = '  '
    await form.save()
    expect(saved).toHaveLength(1)
  })

  it('keeps what went wrong', async () => {
    const { form } = scripted([new AppError('net.offline')])
    await form.look()
    expect([form.access, form.error?.code]).toEqual(['unknown', 'net.offline'])
  })
})
