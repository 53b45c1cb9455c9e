// What the storage has of the file already.
import { call } from '../call.ts'
import type { Answer } from '../problem.ts'

export type ListedPart = { number: number; etag: string; size: number; crc64: string }

export type Listing =
  | { kind: 'parts'; parts: readonly ListedPart[] }
  /** The storage said no. */
  | { kind: 'answer'; answer: Answer }
  /** The bucket's CORS rules keep it from the page, or there is no line: which of them cannot be told here. */
  | { kind: 'unreadable' }
  | { kind: 'stopped' }

const field = (text: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? ''

/** By pattern: the page may parse no markup from text. What is looked for holds nothing that would be escaped but quotes. */
export const readParts = (xml: string): ListedPart[] =>
  [...xml.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
    number: Number(field(part, 'PartNumber')),
    etag: field(part, 'ETag').replace(/&quot;|&#34;|"/g, ''),
    size: Number(field(part, 'Size')),
    crc64: field(part, 'HashCrc64ecma'),
  }))

/** `urls`: each gives the thousand parts after those of the one before. */
export async function listParts(urls: readonly string[], signal: AbortSignal): Promise<Listing> {
  const found = new Map<number, ListedPart>()
  for (const url of urls) {
    const result = await call({ method: 'GET', url, headers: [] }, null, { signal, onSent: () => undefined })
    if (result.kind === 'stopped') return result
    if (result.kind === 'noAnswer') return { kind: 'unreadable' }
    const { answer } = result
    if (answer.status !== 200) return { kind: 'answer', answer }
    for (const part of readParts(answer.body)) found.set(part.number, part)
    if (field(answer.body, 'IsTruncated') !== 'true') break
  }
  return { kind: 'parts', parts: [...found.values()].sort((a, b) => a.number - b.number) }
}
