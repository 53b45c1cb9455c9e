// Object tags (x-oss-tagging): rules and the header's spelling.
import { AppError } from '../errors.ts'

type Labels = Readonly<Record<string, string>>

export const maxTags = 10
const maxKeyLength = 128
const maxValueLength = 256

export type TagProblem = 'tooMany' | 'key' | 'value'

// What OSS documents: letters, digits, space and + - = . _ : /
const allowed = /^[A-Za-z0-9 +\-=._:/]*$/

/** The first rule the tags break, with the key concerned. An empty value is allowed. */
export function tagsProblem(tags: Labels): { problem: TagProblem; key: string } | undefined {
  const entries = Object.entries(tags)
  for (const [index, [key, value]] of entries.entries()) {
    if (index >= maxTags) return { problem: 'tooMany', key }
    if (key === '' || key.length > maxKeyLength || !allowed.test(key)) return { problem: 'key', key }
    if (value.length > maxValueLength || !allowed.test(value)) return { problem: 'value', key }
  }
  return undefined
}

/** `k=v&k2=v2`, names and values URL-encoded; undefined without tags. Throws `option.invalid`. */
export function taggingHeader(tags: Labels): string | undefined {
  const found = tagsProblem(tags)
  if (found !== undefined) throw new AppError('option.invalid', { params: { detail: `x-oss-tagging: ${found.key}` } })
  const pairs = Object.entries(tags).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
  return pairs.length === 0 ? undefined : pairs.join('&')
}
