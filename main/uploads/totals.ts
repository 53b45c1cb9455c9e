// From the journal's counts to the numbers people see.
import type { FileStatus, ItemId, Totals } from '../../shared/model/upload.ts'
import type { LiveFiles } from './live-files.ts'
import type { Counts } from './ports.ts'
import { secondsFor } from './speed-meter.ts'

/** Of these the bytes are still to go, but for the parts that are there. */
const onTheWay: readonly FileStatus[] = ['queued', 'uploading', 'completing']
const toBeSent: readonly FileStatus[] = [...onTheWay, 'paused']

const sum = (counts: Counts, statuses: readonly FileStatus[], what: 'bytes' | 'partBytes'): number =>
  statuses.reduce((total, status) => total + counts[status][what], 0)

export const acceptedBytesOf = (counts: Counts): number =>
  counts.completed.bytes + sum(counts, toBeSent, 'partBytes') + counts.failed.partBytes

/**
 * What is to be in the bucket in the end. What was skipped or canceled is none of it, and of what failed only the parts
 * OSS has, so that the whole ends at all of it and a failure never takes progress back.
 */
export const totalBytesOf = (counts: Counts): number =>
  counts.completed.bytes + sum(counts, toBeSent, 'bytes') + counts.failed.partBytes

export type WhatElse = {
  isWalking: boolean
  /** Of those queued: their account waits for the user. */
  held: number
  /** Absent: of all. */
  itemId?: ItemId
}

/** Of one item, or of all. found = queued + going + paused + sent + skipped + failed + canceled. */
export function totalsOf(counts: Counts, live: LiveFiles, { isWalking, held, itemId }: WhatElse): Totals {
  const { queued, uploading, paused, completing, completed, skipped, failed, canceled } = counts
  const parts = {
    queued: queued.files,
    going: uploading.files + completing.files,
    paused: paused.files,
    sent: completed.files,
    skipped: skipped.files,
    failed: failed.files,
    canceled: canceled.files,
  }
  const totalBytes = totalBytesOf(counts)
  const journalBytes = acceptedBytesOf(counts)
  const acceptedBytes = Math.min(live.acceptedBytes(itemId, journalBytes), totalBytes)
  const { waiting, offline, isAnyMoving } = live.waiting(itemId)
  const bytesPerSecond = isAnyMoving ? live.bytesPerSecond(itemId) : 0
  const bytesToSend = sum(counts, onTheWay, 'bytes') - sum(counts, onTheWay, 'partBytes')
  return {
    found: Object.values(parts).reduce((total, files) => total + files, 0),
    ...parts,
    unchecked: completed.marked,
    undecided: failed.marked,
    held: Math.min(held, parts.queued),
    waiting: Math.min(waiting, parts.going),
    offline: Math.min(offline, parts.going),
    totalBytes,
    acceptedBytes,
    shownBytes: Math.max(acceptedBytes, live.shownBytes(itemId, journalBytes, totalBytes)),
    bytesPerSecond,
    secondsLeft: isWalking ? null : secondsFor(bytesToSend, bytesPerSecond),
    isWalking,
  }
}
