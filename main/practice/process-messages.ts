// What the app and its practice process say to each other.
import type { BucketConfig, PracticeKey } from './server.ts'

export type ToPractice =
  { type: 'start'; dir: string; port?: number; buckets: BucketConfig[]; keys: PracticeKey[] } | { type: 'stop' }

export type FromPractice =
  | { type: 'ready'; endpoint: string; port: number }
  /** The server could not start; the process ends by itself. */
  | { type: 'failed'; message: string }
