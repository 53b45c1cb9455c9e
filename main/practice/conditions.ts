// Range and conditional headers of GET and HEAD.
import type { Headers } from './headers.ts'
import type { StoredObject } from './model.ts'
import { Refusal } from './refusal.ts'

/**
 * The range asked for, or undefined for the whole object. OSS answers a range it cannot serve with the whole object,
 * unless the client asks for `x-oss-range-behavior: standard`.
 */
export function parseRange(headers: Headers, size: number): { start: number; end: number } | undefined {
  const text = headers.text('range')
  if (text === undefined) return undefined
  const found = /^bytes=(\d*)-(\d*)$/.exec(text.trim())
  const [first = '', last = ''] = found?.slice(1) ?? []
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  const isServable = found !== null && first + last !== '' && start < end && !(first === '' && last === '0')
  if (isServable) return { start, end }
  if (headers.text('x-oss-range-behavior') !== 'standard') return undefined
  throw new Refusal(416, 'InvalidRange', 'The requested range cannot be satisfied.', {
    headers: { 'Content-Range': `bytes */${size}` },
  })
}

/** 304 where nothing changed, 200 where the object is to be sent; refuses with 412 where a condition fails. */
export function notModifiedStatus(headers: Headers, object: StoredObject): 200 | 304 {
  const modified = Math.floor(object.modifiedMs / 1000) * 1000
  const tags = (name: string): string[] | undefined =>
    headers
      .text(name)
      ?.split(',')
      .map((tag) => tag.trim().replaceAll('"', ''))
  const date = (name: string): number => Date.parse(headers.text(name) ?? '')
  const isListed = (list: string[]): boolean => list.includes('*') || list.includes(object.etag)
  const [match, noneMatch] = [tags('if-match'), tags('if-none-match')]
  if ((match && !isListed(match)) || modified > date('if-unmodified-since')) {
    throw new Refusal(412, 'PreconditionFailed', 'At least one of the preconditions you specified did not hold.')
  }
  if (noneMatch) return isListed(noneMatch) ? 304 : 200
  return modified <= date('if-modified-since') ? 304 : 200
}
