import { expect, it } from 'vitest'
import { fileError, folderError } from './file-error.ts'

const systemError = (code: string): Error => Object.assign(new Error(code), { code })

it.each([
  ['ENOENT', 'file.notFound', false],
  ['ENOTDIR', 'file.notFound', false],
  ['EACCES', 'file.unreadable', false],
  ['EPERM', 'file.unreadable', false],
  ['EBUSY', 'file.unreadable', false],
  ['EIO', 'file.unreadable', false],
  ['EMFILE', 'file.unreadable', true],
])('maps %s to %s, worth another try: %s', (code, expected, isRetryable) => {
  expect(fileError(systemError(code)).shape).toEqual({ code: expected, params: {}, isRetryable })
})

it('says of a folder that it could not be read, whatever the reason', () => {
  expect(folderError(systemError('EACCES')).shape).toEqual({
    code: 'folder.unreadable',
    params: {},
    isRetryable: false,
  })
})
