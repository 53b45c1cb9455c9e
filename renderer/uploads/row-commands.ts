// What rows can ask of the screen around them.
import type { ErrorView } from '../../shared/model/error.ts'
import type { FileRow, FolderRow, UploadRow } from '../../shared/model/upload.ts'
import type { RowAction } from './row-view.ts'

export type Decision = 'keepBoth' | 'skip' | 'replace'

export type RowCommands = {
  act(row: UploadRow, action: RowAction): void
  toggle(row: FolderRow): void
  decide(row: FileRow, decision: Decision): void
  decideForAll(decision: Decision): void
  /** The one thing that helps at once, or undefined. */
  remedy(row: UploadRow, error: ErrorView): { label: string; run: () => void } | undefined
  showDetails(row: UploadRow, error: ErrorView): void
}
