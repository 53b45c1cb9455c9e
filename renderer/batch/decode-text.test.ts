import { describe, expect, it } from 'vitest'
import { decodeText, encodingOf } from './decode-text.ts'

const list = '公司,文件\r\n上海某某有限公司,合同.pdf\r\n'
/** 公司,文件 and 上海, as Chinese Excel saves them. */
const gb18030 = Uint8Array.from([
  ...[0xb9, 0xab, 0xcb, 0xbe, 0x2c, 0xce, 0xc4, 0xbc, 0xfe, 0x0d, 0x0a],
  ...[0xc9, 0xcf, 0xba, 0xa3, 0x2c, 0x61, 0x2e, 0x70, 0x64, 0x66],
])

const utf16 = (text: string, isLittle: boolean, hasMark: boolean): Uint8Array => {
  const units = [...(hasMark ? '\ufeff' : ''), ...text].map((character) => character.charCodeAt(0))
  return Uint8Array.from(units.flatMap((unit) => (isLittle ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])))
}

describe('the characters of a saved list', () => {
  it.each([
    ['UTF-8', new TextEncoder().encode(list)],
    ['UTF-8 with its mark, as "CSV UTF-8" of Excel', new TextEncoder().encode(`\ufeff${list}`)],
    ['UTF-16, as "Unicode text" of Excel', utf16(list, true, true)],
    ['UTF-16 the other way round', utf16(list, false, true)],
  ])('are read from %s', (_, bytes) => {
    expect(decodeText(bytes)).toBe(list)
  })

  it('are read from what Chinese Excel calls CSV', () => {
    expect([encodingOf(gb18030), decodeText(gb18030)]).toEqual(['gb18030', '公司,文件\r\n上海,a.pdf'])
  })

  it('are read from what western Excel calls CSV', () => {
    const bytes = Uint8Array.from('Müller & Söhne,Café.pdf', (character) => character.charCodeAt(0))
    expect([encodingOf(bytes), decodeText(bytes)]).toEqual(['windows-1252', 'Müller & Söhne,Café.pdf'])
  })

  it('are read from UTF-16 nobody marked', () => {
    expect(decodeText(utf16('For whom,File\nAcme,a.pdf', true, false))).toBe('For whom,File\nAcme,a.pdf')
    expect(decodeText(utf16('For whom,File\nAcme,a.pdf', false, false))).toBe('For whom,File\nAcme,a.pdf')
  })
})
