import { describe, expect, it } from 'vitest'
import type { SendOptions } from '../../shared/model/upload.ts'
import { DetailsForm } from './details-form.svelte.ts'

const plain: SendOptions = { onConflict: 'keepBoth', metadata: {}, tags: {} }

describe('details and labels', () => {
  it('come out as they went in, whatever they are', () => {
    const full: SendOptions = {
      ...plain,
      storageClass: 'IA',
      contentType: 'image/webp',
      cacheControl: 'max-age=60, public',
      contentDisposition: 'attachment; filename=kept.txt',
      metadata: { campaign: 'autumn', photographer: '李静' },
      tags: { project: 'x' },
    }
    expect(new DetailsForm(plain).options).toEqual(plain)
    expect(new DetailsForm(full).options).toEqual(full)
  })

  it('say nothing where nothing was chosen', () => {
    const form = new DetailsForm({ ...plain, cacheControl: 'max-age=86400', contentType: 'application/pdf' })
    form.cache.choose('')
    form.contentType = undefined
    expect(form.options).toEqual(plain)
  })

  it('offer the chosen cache time as the start of a free one', () => {
    const form = new DetailsForm({ ...plain, cacheControl: 'max-age=86400' })
    form.cache.choose('other')
    expect([form.cache.isTyped, form.cache.value]).toEqual([true, 'max-age=86400'])
    form.cache.value = 'max-age=60；public'
    expect([form.isValid, form.cache.problem]).toEqual([false, expect.stringContaining('max-age=3600, public')])
  })

  it.each([
    ['a kind of file that is none', (form: DetailsForm) => (form.contentType = 'webp')],
    [
      'a download name with a folder',
      (form: DetailsForm) => Object.assign(form.opening, { kind: 'named', fileName: 'a/b' }),
    ],
    ['a download without a name', (form: DetailsForm) => (form.opening.kind = 'named')],
    [
      'a label OSS does not take',
      (form: DetailsForm) => Object.assign(form.metadata.rows[0] ?? {}, { name: '片名', value: 'x' }),
    ],
  ])('cannot be used with %s', (_, spoil) => {
    const form = new DetailsForm(plain)
    expect(form.isValid).toBe(true)
    spoil(form)
    expect(form.isValid).toBe(false)
  })
})
