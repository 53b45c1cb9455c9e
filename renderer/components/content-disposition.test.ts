import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isFileName } from '../../shared/oss/content-disposition.ts'
import { dispositionHeader, openingOf } from './content-disposition.ts'

it('names the download for old and new programs alike', () => {
  expect(dispositionHeader({ kind: 'named', fileName: '价格表 "2026".xlsx' })).toBe(
    `attachment; filename="___ _2026_.xlsx"; filename*=UTF-8''%E4%BB%B7%E6%A0%BC%E8%A1%A8%20%222026%22.xlsx`,
  )
  expect(dispositionHeader({ kind: 'named', fileName: "it's (1)*.txt" })).toBe(
    `attachment; filename="it's (1)*.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`,
  )
})

it('gives back every file name it wrote, in pure ASCII and on one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter(isFileName), (fileName) => {
      const header = dispositionHeader({ kind: 'named', fileName }) ?? ''
      expect(header).toMatch(/^[\x20-\x7e]+$/)
      expect(openingOf(header)).toEqual({ kind: 'named', fileName: fileName.trim() })
    }),
  )
})

it('keeps a header it did not write untouched', () => {
  const header = 'attachment; filename=plain.txt; x=1'
  expect(dispositionHeader(openingOf(header))).toBe(header)
  expect(['unset', 'inline', 'attachment'].map((kind) => openingOf(kind === 'unset' ? undefined : kind).kind)).toEqual([
    'unset',
    'inline',
    'attachment',
  ])
})
