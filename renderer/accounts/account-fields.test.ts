import { describe, expect, it } from 'vitest'
import { draftOf, emptyFields, freeName, normalizeFolder, problemsOf, tidyFields } from './account-fields.ts'
import type { AccountFields } from './account-fields.ts'

const nowMs = new Date(2026, 10, 20, 16, 20).getTime()
const context = { asksKey: true, takenNames: ['Marketing'], nowMs }
const filled: AccountFields = {
  ...emptyFields,
  name: 'Sales',
  accessKeyId: 'LTAI5tExample',
  accessKeySecret: 'secret',
  region: 'cn-hangzhou',
  bucket: 'mkt-assets',
}
const problems = (change: Partial<AccountFields>, asksKey = true) =>
  problemsOf({ ...filled, ...change }, { ...context, asksKey })

describe('the fields of an account', () => {
  it('are fine with a key, a region and a bucket', () => {
    expect(problems({})).toEqual({})
  })

  it('each say what to do when something is missing', () => {
    expect(problemsOf(emptyFields, context)).toEqual({
      accessKeyId: 'accessKeyId',
      accessKeySecret: 'accessKeySecret',
      region: 'region',
      bucket: 'bucket',
    })
    expect(problems({ isTemporary: true })).toEqual({ securityToken: 'securityToken' })
    expect(problems({ endpointKind: 'custom' })).toEqual({ customDomain: 'customDomain' })
  })

  it('are held to the rules of OSS', () => {
    expect(problems({ bucket: 'Mkt_Assets' })).toEqual({ bucket: 'bucketForm' })
    expect(problems({ region: 'hang zhou' })).toEqual({ region: 'regionForm' })
    expect(problems({ folder: '文'.repeat(341) })).toEqual({ folder: 'folderLong' })
    expect(problems({ folder: 'a\ud800' })).toEqual({ folder: 'folderForm' })
    for (const customDomain of ['files.example.com/x', 'a b', 'ftp://files.example.com', 'user@files.example.com'])
      expect(problems({ endpointKind: 'custom', customDomain })).toEqual({ customDomain: 'customDomainForm' })
    for (const customDomain of ['files.example.com', 'https://files.example.com/', 'http://127.0.0.1:9000'])
      expect(problems({ endpointKind: 'custom', customDomain })).toEqual({})
    expect(problems({ name: 'Marketing' })).toEqual({ name: 'nameTaken' })
    expect(problems({ name: 'x'.repeat(81) })).toEqual({ name: 'nameLong' })
  })

  it('know a temporary key that is over, and take one whose end is not known', () => {
    const token = { isTemporary: true, securityToken: 'token' }
    expect(problems({ ...token, tokenEnd: '2026-11-20T16:00' })).toEqual({ tokenEnd: 'tokenEndPast' })
    expect(problems({ ...token, tokenEnd: '2026-11-20T17:00' })).toEqual({})
    expect(problems(token)).toEqual({})
  })

  it('ask for no key where the old one is kept', () => {
    expect(problems({ accessKeySecret: '' }, false)).toEqual({})
  })

  it('lose the blanks that pasting brings along, also inside a key', () => {
    const typed = { ...filled, accessKeyId: ' LTAI5tExample\n', accessKeySecret: 'sec\nret ', bucket: ' mkt-assets ' }
    expect(tidyFields(typed, [])).toMatchObject({
      accessKeyId: 'LTAI5tExample',
      accessKeySecret: 'secret',
      bucket: 'mkt-assets',
    })
  })

  it('take a region as people paste it', () => {
    expect(tidyFields({ ...filled, region: 'OSS-cn-Shanghai' }, []).region).toBe('cn-shanghai')
  })

  it('spell a folder as a prefix', () => {
    expect(['', ' a/b ', 'a/', 'cafe\u0301'].map(normalizeFolder)).toEqual(['', 'a/b/', 'a/', 'caf\u00e9/'])
    expect(['/team a', '\\team a/', ' //a', '/'].map(normalizeFolder)).toEqual(['team a/', 'team a/', 'a/', ''])
    expect(problems({ folder: '/team a' })).toEqual({})
  })

  it('make a name from the bucket when none was typed', () => {
    expect(freeName('mkt-assets', [])).toBe('mkt-assets')
    expect(freeName('mkt-assets', ['mkt-assets', 'mkt-assets 2'])).toBe('mkt-assets 3')
    expect(tidyFields({ ...filled, name: ' ' }, ['mkt-assets']).name).toBe('mkt-assets 2')
  })

  it('become a draft without what does not apply', () => {
    const leftOver = { securityToken: 'token', tokenEnd: '2026-11-20T17:00', customDomain: 'files.example.com' }
    expect(draftOf({ ...filled, ...leftOver })).toEqual({
      name: 'Sales',
      region: 'cn-hangzhou',
      bucket: 'mkt-assets',
      folder: '',
      endpointKind: 'public',
      accessKeyId: 'LTAI5tExample',
      accessKeySecret: 'secret',
    })
    expect(draftOf({ ...filled, ...leftOver, isTemporary: true, endpointKind: 'custom' })).toMatchObject({
      customDomain: 'files.example.com',
      securityToken: 'token',
      tokenExpiresAtMs: new Date(2026, 10, 20, 17, 0).getTime(),
    })
  })
})
