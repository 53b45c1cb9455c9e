import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8Length } from '../../../shared/oss/utf8-length.ts'
import { batchPageName, createUniqueNames, safeName } from './page-names.ts'

describe('the name of a page in a folder of many', () => {
  it('says for whom it is and for which file', () => {
    expect([
      batchPageName('Acme Ltd', 'contracts/signed.pdf'),
      batchPageName('', 'contracts/signed.pdf'),
      batchPageName('上海公司', '合同/上海公司.pdf'),
      batchPageName('A/B: "C"?', 'x'),
      batchPageName('...', 'a/.profile'),
      batchPageName('CON', 'con'),
    ]).toEqual([
      'Acme Ltd – signed – upload',
      'signed – upload',
      '上海公司 – upload',
      'A-B- -C-- – x – upload',
      'profile – upload',
      'con – upload',
    ])
  })

  it('fits on every disk, however long the names are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'binary' }), (who, key) => {
        const name = batchPageName(who, key)
        expect(utf8Length(`${name} (10000).html`)).toBeLessThanOrEqual(255)
        expect(name).toMatch(/^[^\p{Cc}<>:"/\\|?*.][^\p{Cc}<>:"/\\|?*]*upload$|^upload$/u)
      }),
    )
    expect(utf8Length(safeName('合'.repeat(200)))).toBe(159)
  })

  it('is given once, also where two differ in case alone', () => {
    const unique = createUniqueNames()
    expect([unique('a', '.html'), unique('A', '.html'), unique('a', '.html'), unique('a (2)', '.html')]).toEqual([
      'a.html',
      'A (2).html',
      'a (3).html',
      'a (2) (2).html',
    ])
  })
})
