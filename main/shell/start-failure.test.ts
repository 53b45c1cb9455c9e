import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { startFailure } from './start-failure.ts'
import { catalogues } from './words.ts'

it('names the cause behind the error, and the file with more', () => {
  const cause = new Error(`EACCES: permission denied, open '/data/queue.sqlite'`)
  const text = startFailure(
    new AppError('internal', { cause }),
    '/data/logs/courier.log',
    catalogues.en,
    (said) => said,
  )
  expect(text).toContain(`EACCES: permission denied, open '/data/queue.sqlite'`)
  expect(text).toContain('/data/logs/courier.log')
  expect(text.startsWith(catalogues.en.startFailed)).toBe(true)
})

it('shows no more than a log may hold', () => {
  const text = startFailure(new Error('key s3cret'), 'log', catalogues['zh-CN'], (said) => said.replace('s3cret', '…'))
  expect(text).not.toContain('s3cret')
})
