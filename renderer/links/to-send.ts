import type { LinkView } from '../../shared/model/link.ts'

type Headers = LinkView['headers']

/** What the sender must add by hand. The length every program sends by itself: it is a rule for the file, no header to set. */
export function toSend(signed: Headers): { headers: Headers; exactBytes: number | undefined } {
  const isLength = ({ name }: Headers[number]): boolean => name.toLowerCase() === 'content-length'
  const length = signed.find(isLength)
  return { headers: signed.filter((header) => !isLength(header)), exactBytes: length && Number(length.value) }
}
