// What of a file's row is needed to change it and to count it anew.
import * as z from 'zod'
import type { FileStatus } from '../../shared/model/upload.ts'
import type { FileChange } from '../uploads/ports.ts'
import * as rows from './journal-rows.ts'

export const Selected = z.object({
  seq: z.int(),
  item_seq: z.int(),
  status: z.int(),
  size: z.int(),
  upload_id: z.string().nullable(),
  error_code: z.string().nullable(),
  is_checked: z.int(),
})
export type Selected = z.infer<typeof Selected>
/** Throws ZodError when the row is not one of ours. */
export const toSelected = (sqlRow: Record<string, unknown> | undefined): Selected => Selected.parse(sqlRow)
export const selectedColumns = 'seq, item_seq, status, size, upload_id, error_code, is_checked'

export const statusOf = ({ status }: Selected): FileStatus => rows.statuses[status] ?? 'queued'
/** As Counts calls it marked. */
export const markOf = (row: Selected): number => rows.markOf(statusOf(row), row.error_code, row.is_checked === 1)
/** The same, once the change is made. */
export function markAfter(before: Selected, change: FileChange): number {
  const errorCode = 'error' in change ? change.error?.code : before.error_code
  return rows.markOf(change.status ?? statusOf(before), errorCode, change.isChecked ?? before.is_checked === 1)
}
