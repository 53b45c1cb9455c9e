// The upload engine as the rest of main sees it.
import type { RowWindow, SendRequest, Totals, UploadAction, WindowQuery } from '../../shared/model/upload.ts'
import type { Clients, Clock, Journal, NewId, Random, Sources } from './ports.ts'

export type UploadsOptions = {
  journal: Journal
  sources: Sources
  clients: Clients
  clock: Clock
  random: Random
  newId: NewId
  /** The content type a file's name suggests; never empty. */
  guessContentType(name: string): string
  /** At most ten a second. Ask `window` again for what is on screen. */
  onChange(revision: number, totals: Totals): void
  /** What went wrong beside a file's own failure, for the log: an abort that did not succeed, a broken folder walk. */
  report(error: unknown): void
  /** Requests in flight at once over all files; 6 when absent. */
  requestsAtOnce?: number
}

export type Uploads = {
  /** Takes up what the journal holds. Call once, before anything else. */
  start(): void
  /** Resolves when every path is on the list; folders are read on in the background. Throws AppError `option.invalid`. */
  add(paths: readonly string[], request: SendRequest): Promise<{ added: number }>
  window(query: WindowQuery): RowWindow
  /** Resolves when it is written; a pause or cancel has by then also stopped what was running. */
  act(action: UploadAction): Promise<void>
  totals(): Totals
  /** A secret was given or an account changed: files that waited for it go on. */
  accountChanged(accountId: string): void
  /** `true` also after the computer woke up: whatever waits for the network tries at once. */
  setOnline(isOnline: boolean): void
  /** Stops all work; what was going is taken up at the next start. The journal stays open: its owner closes it. */
  close(): Promise<void>
}
