// The list of changes that, read from the start, gives the state back: one JSON line per change.
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const extent = z.strictObject({ file: z.string().regex(/^[0-9a-f]{32}$/), size: z.int().nonnegative() })
const options = z.strictObject({
  headers: z.record(z.string(), z.string()).readonly(),
  storageClass: z.string(),
  acl: z.string(),
  tags: z.record(z.string(), z.string()).readonly(),
})
const storedObject = z.strictObject({
  objectKey: z.string(),
  type: z.enum(['Normal', 'Multipart']),
  size: z.number(),
  etag: z.string(),
  crc64: z.string(),
  md5: z.string().exactOptional(),
  modifiedMs: z.number(),
  options,
  extents: z.array(extent).readonly(),
})
const part = z.strictObject({
  partNumber: z.int(),
  size: z.number(),
  etag: z.string(),
  crc64: z.string(),
  modifiedMs: z.number(),
  extents: z.array(extent).readonly(),
})
const upload = z.strictObject({
  uploadId: z.string(),
  objectKey: z.string(),
  initiatedMs: z.number(),
  isOverwriteForbidden: z.boolean(),
  options,
})
const corsRule = z.strictObject({
  allowedOrigins: z.array(z.string()).readonly(),
  allowedMethods: z.array(z.string()).readonly(),
  allowedHeaders: z.array(z.string()).readonly().exactOptional(),
  exposeHeaders: z.array(z.string()).readonly().exactOptional(),
  maxAgeSeconds: z.number().exactOptional(),
})
const bucket = z.string()
const uploadId = z.string()

const change = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('put'), bucket, object: storedObject }),
  z.strictObject({ change: z.literal('delete'), bucket, objectKey: z.string() }),
  z.strictObject({ change: z.literal('initiate'), bucket, upload }),
  z.strictObject({ change: z.literal('part'), bucket, uploadId, part }),
  z.strictObject({ change: z.literal('abort'), bucket, uploadId }),
  z.strictObject({ change: z.literal('complete'), bucket, uploadId, object: storedObject }),
  z.strictObject({ change: z.literal('cors'), bucket, rules: z.array(corsRule).readonly() }),
])

export type Change = z.infer<typeof change>

export type Journal = {
  /** Returns when the line is with the operating system. */
  append(entry: Change): void
  /** Replaces the whole list, in one step. */
  rewrite(entries: Iterable<Change>): void
  close(): void
}

/**
 * Opens the journal in `dir` and tells every change to `onChange`. A last line cut short by a crash is dropped: its
 * request was never answered. `isDamaged` says that some other line could not be read; nothing is thrown away then.
 */
export function openJournal(
  dir: string,
  onChange: (entry: Change) => void,
): { journal: Journal; lineCount: number; isDamaged: boolean } {
  const path = join(dir, 'journal.jsonl')
  let content: Buffer = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  const end = content.lastIndexOf(10) + 1
  let file = openSync(path, 'a')
  if (end < content.length) ftruncateSync(file, end)
  content = content.subarray(0, end)

  let [lineCount, isDamaged] = [0, false]
  for (let at = 0; at < content.length; lineCount += 1) {
    const lineEnd = content.indexOf(10, at)
    const entry = parseLine(content.toString('utf8', at, lineEnd))
    if (entry) onChange(entry)
    else isDamaged = true
    at = lineEnd + 1
  }

  const line = (entry: Change): string => `${JSON.stringify(entry)}\n`
  const journal: Journal = {
    append: (entry) => void writeSync(file, line(entry)),
    rewrite: (entries) => {
      const fresh = `${path}.new`
      const target = openSync(fresh, 'w')
      for (const entry of entries) writeFileSync(target, line(entry))
      closeSync(target)
      closeSync(file)
      renameSync(fresh, path)
      file = openSync(path, 'a')
    },
    close: () => closeSync(file),
  }
  return { journal, lineCount, isDamaged }
}

function parseLine(text: string): Change | undefined {
  try {
    return change.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
