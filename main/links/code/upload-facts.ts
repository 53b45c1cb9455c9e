// What code and messages say about a link, worked out once from the link itself.
import type { LinkView } from '../../../shared/model/link.ts'
import { exactBytesOf, withoutLength } from '../exact-bytes.ts'

export type Header = { readonly name: string; readonly value: string }

export type UploadFacts = {
  /** Printable ASCII: everything else in it is percent-encoded. */
  url: string
  objectKey: string
  /** The name the file is expected to have on the sender's disk; any characters but `/`. */
  fileName: string
  /**
   * To be sent exactly so, beside the length every client sends. Names and values are printable ASCII: makeLink refuses
   * or encodes anything else.
   */
  headers: readonly Header[]
  expiresAtMs: number
  /** A file of any other size is refused. */
  exactBytes?: number
  /** A second upload is answered with 409 FileAlreadyExists. */
  isFirstUploadOnly: boolean
  /** Answers may be 203: stored, but the receiver's own server could not be told. */
  hasCallback: boolean
}

export function uploadFacts(link: Pick<LinkView, 'url' | 'objectKey' | 'headers' | 'expiresAtMs'>): UploadFacts {
  const { url, objectKey, headers, expiresAtMs } = link
  const exactBytes = exactBytesOf(headers)
  const valueOf = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value
  return {
    url,
    objectKey,
    fileName: objectKey.split('/').at(-1) || 'file',
    headers: withoutLength(headers),
    expiresAtMs,
    ...(exactBytes === undefined ? {} : { exactBytes }),
    isFirstUploadOnly: valueOf('x-oss-forbid-overwrite') === 'true',
    hasCallback: valueOf('x-oss-callback') !== undefined || /[?&]callback=/.test(url),
  }
}
