import type { AccountId } from '../../../shared/model/account.ts'
import type { FileStatus, ItemId, SendOptions, SendRequest } from '../../../shared/model/upload.ts'
import type { ItemRecord, NewFile } from '../ports.ts'

export const fileStatuses: readonly FileStatus[] = [
  'queued',
  'uploading',
  'paused',
  'completing',
  'completed',
  'skipped',
  'failed',
  'canceled',
]

// Tests make up ids; the brand promises no more than a short text.
export const accountId = 'A1' as AccountId
export const itemIdOf = (text: string): ItemId => text as ItemId

export const sendRequest = (options: Partial<SendOptions> = {}, destination = ''): SendRequest => ({
  accountId,
  destination,
  options: { onConflict: 'ask', metadata: {}, tags: {}, ...options },
})

export const itemRecord = (itemId: string, change: Partial<ItemRecord> = {}): ItemRecord => ({
  itemId: itemIdOf(itemId),
  batchId: 'B1',
  kind: 'folder',
  name: itemId,
  path: `/disk/${itemId}`,
  request: sendRequest(),
  addedAtMs: 0,
  isWalking: false,
  isPaused: false,
  ...change,
})

export const newFile = (itemId: string, relativePath: string, change: Partial<NewFile> = {}): NewFile => ({
  itemId: itemIdOf(itemId),
  path: `/disk/${itemId}/${relativePath}`,
  relativePath,
  objectKey: `${itemId}/${relativePath}`,
  size: 10,
  mtimeMs: 1000,
  status: 'queued',
  isUnanswered: false,
  isChecked: false,
  ...change,
})
