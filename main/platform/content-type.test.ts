import { expect, it } from 'vitest'
import { extensionsOf, guessContentType } from './content-type.ts'

it.each([
  ['photo.jpg', 'image/jpeg'],
  ['PHOTO.JPG', 'image/jpeg'],
  ['报价.pdf', 'application/pdf'],
  ['a.tar.gz', 'application/gzip'],
  ['table.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['page.html', 'text/html'],
  ['clip.mp4', 'video/mp4'],
  ['png', 'application/octet-stream'],
  ['.gitignore', 'application/octet-stream'],
  ['Makefile', 'application/octet-stream'],
  ['a.unknownthing', 'application/octet-stream'],
  ['', 'application/octet-stream'],
])('%s is %s', (name, type) => {
  expect(guessContentType(name)).toBe(type)
})

it('knows the extensions of a type, the usual one first', () => {
  expect(extensionsOf('image/jpeg')).toEqual(['jpg', 'jpeg', 'jpe'])
  expect(extensionsOf('application/pdf')).toEqual(['pdf'])
  expect(extensionsOf('application/x-nobody-knows')).toEqual([])
})

it('is the same for the second name of an extension, and not for a name that is one', () => {
  expect([guessContentType('a.png'), guessContentType('b.png'), guessContentType('png')]).toEqual([
    'image/png',
    'image/png',
    'application/octet-stream',
  ])
})
