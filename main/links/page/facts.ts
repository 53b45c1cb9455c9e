// What an upload page knows. It is written into the page as JSON, beside the script that reads it.

export type PageLocale = 'en' | 'zh-CN'

export type NameAndValue = { name: string; value: string }

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
  madeAtMs: number
  expiresAtMs: number
  isFirstUploadOnly: boolean
} & (
  | { mode: 'put'; url: string; headers: readonly NameAndValue[] }
  | { mode: 'form'; url: string; fields: readonly NameAndValue[] }
)
