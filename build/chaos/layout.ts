// What is dropped, and where it goes.
import type { ConflictPolicy } from '../../shared/model/upload.ts'

/** OSS's own least; with files this small a run takes a fraction of a second and still has every step of a large one. */
export const partBytes = 102_400
export const putUpToBytes = 122_880
export const requestsAtOnce = 6

/** One thing on the disk. `path` is below the run's source folder; its first name is what is dropped. */
export type Entry =
  { kind: 'file'; path: string; size: number } | { kind: 'emptyFolder' | 'junk' | 'brokenLink' | 'loop'; path: string }

export type Batch = {
  /** First names of entries, dropped together. */
  drops: string[]
  destination: string
  policy: ConflictPolicy
  metadata: Record<string, string>
}

export const keyOf = (destination: string, path: string): string => (destination + path).normalize('NFC')
