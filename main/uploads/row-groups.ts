// Which statuses a filter of the list stands for.
import type { FileStatus } from '../../shared/model/upload.ts'
import type { Counts, RowGroup } from './ports.ts'

const begun = ['uploading', 'paused', 'completing'] as const
const going = ['queued', ...begun] as const
const finished = ['completed', 'skipped', 'canceled'] as const

export const statusesIn: Readonly<Record<RowGroup, readonly FileStatus[]>> = {
  all: [...going, ...finished, 'failed'],
  going,
  queued: ['queued'],
  begun,
  failed: ['failed'],
  finished,
}

export function countIn(counts: Counts, group: RowGroup): number {
  let count = 0
  for (const status of statusesIn[group]) count += counts[status].files
  return count
}
