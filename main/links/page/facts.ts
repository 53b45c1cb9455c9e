// What an upload page knows. It is written into the page as JSON, beside the script that reads it.

export type PageLocale = 'en' | 'zh-CN'

export type NameAndValue = { name: string; value: string }

/** A request that was signed: what is sent along is sent exactly so. */
export type SignedCall = { url: string; headers: readonly NameAndValue[] }

/** Of a multipart upload: every request the page needs. Part n is `partSize` bytes from (n - 1) * partSize on. */
export type PageKit = {
  uploadId: string
  partSize: number
  /** `{partNumber}` and `{signature}` are to be put in; the first signature is that of part 1. */
  part: { url: string; signatures: readonly string[] }
  /** Each gives a thousand parts. */
  list: readonly string[]
  complete: SignedCall
  /** Of whatever parts there are, without naming them. */
  completeAll: SignedCall
  abort: string
}

export type PageFacts = {
  /** First shown; the sender can change it. */
  locale: PageLocale
  /** Who asks, as the page says it. */
  asker: string
  /** The name the file gets; absent when the sender names it. */
  fileName?: string
  /** Of a kind that is wanted: what it is called, and by what it is known. Absent when any file will do. */
  kind?: { contentType: string; label: string; extensions: readonly string[] }
  maxBytes: number
  /** The one size that is taken, if there is only one. */
  exactBytes?: number
  madeAtMs: number
  expiresAtMs: number
  isFirstUploadOnly: boolean
} & (
  | { mode: 'put'; url: string; headers: readonly NameAndValue[] }
  | { mode: 'form'; url: string; fields: readonly NameAndValue[] }
  | { mode: 'parts'; url: string; kit: PageKit }
)
