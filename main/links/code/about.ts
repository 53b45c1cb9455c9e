// The comment at the top of every program. It holds nothing that came from outside: a file's name may hold a line break.
import type { UploadFacts } from './upload-facts.ts'

const utc = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** `mark` begins a comment in the language; `more` are lines on how to run the program. */
export function about(facts: UploadFacts, mark: string, more: readonly string[]): string {
  const lines = [
    `Uploads one file with a link that works until ${utc(facts.expiresAtMs)}.`,
    'Whoever has the link can upload with it: keep it to yourself.',
    ...(facts.isFirstUploadOnly ? ['Only the first upload counts; a later one is answered with 409.'] : []),
    ...(facts.exactBytes === undefined ? [] : [`The file must have exactly ${facts.exactBytes} bytes.`]),
    ...more,
  ]
  return lines.map((line) => `${mark} ${line}`).join('\n')
}

/** What a program says after 203, which counts as success everywhere. */
export const notTold = "Stored, but the receiver's server could not be told (HTTP 203)."
