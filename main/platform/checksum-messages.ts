// What main and the thread that reads whole files say to each other.
import type { ErrorShape } from '../../shared/errors.ts'

/** Without a path: nobody waits for it any more. */
export type ToChecksum = { id: number; path?: string }
/** `detail` is for the log, never for the screen. */
export type FromChecksum = { id: number; crc64: string } | { id: number; error: ErrorShape; detail: string }
