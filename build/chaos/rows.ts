// From a row of the app to what the run knows of its file.
import type { Row } from './app-messages.ts'
import type { DiskFile } from './disk.ts'
import { keyOf } from './layout.ts'
import type { Evidence } from './run.ts'

export const fileOf = ({ disk }: Evidence, row: Row): DiskFile | undefined =>
  disk.files.get(row.path.slice(disk.dir.length + 1))

/** The name it was to get, before any number was put to it. */
export function originalKeyOf({ disk, batches }: Evidence, row: Row): string {
  const path = row.path.slice(disk.dir.length + 1)
  return keyOf(batches[row.batchNumber]?.destination ?? '', path)
}
