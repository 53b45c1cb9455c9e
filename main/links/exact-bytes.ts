import type { LinkView } from '../../shared/model/link.ts'

type Headers = Readonly<LinkView['headers']>

const isLength = ({ name }: Headers[number]): boolean => name.toLowerCase() === 'content-length'

/** The one size a link takes, if it takes only one. */
export function exactBytesOf(headers: Headers): number | undefined {
  const found = headers.find(isLength)
  return found === undefined ? undefined : Number(found.value)
}

/** Every HTTP client sends the length of what it sends: said once more it could only be wrong. */
export const withoutLength = (headers: Headers): LinkView['headers'] => headers.filter((header) => !isLength(header))
