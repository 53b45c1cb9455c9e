// From the journal's counts to the numbers people see.
import type { ItemId, Totals } from '../../shared/model/upload.ts'
import type { LiveFiles } from './live-files.ts'
import type { Counts } from './ports.ts'
import { secondsFor } from './speed-meter.ts'

export const acceptedBytesOf = (counts: Counts): number => counts.completed.bytes + counts.partBytes

export function totalBytesOf(counts: Counts): number {
  const { queued, uploading, paused, completing, completed, skipped, failed, canceled } = counts
  const all = [queued, uploading, paused, completing, completed, skipped, failed, canceled]
  return all.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Of one item, or of all. found = queued + going + paused + sent + skipped + failed + canceled. */
export function totalsOf(counts: Counts, live: LiveFiles, isWalking: boolean, itemId?: ItemId): Totals {
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
  const acceptedBytes = Math.min(live.acceptedBytes(itemId, acceptedBytesOf(counts)), totalBytes)
  const bytesPerSecond = live.bytesPerSecond(itemId)
  // Parts of paused and failed files count here too, so this errs on the side of "sooner" by what they hold.
  const bytesToSend = queued.bytes + uploading.bytes + completing.bytes - counts.partBytes
  return {
    found: Object.values(parts).reduce((sum, files) => sum + files, 0),
    ...parts,
    totalBytes,
    acceptedBytes,
    bytesPerSecond,
    secondsLeft: isWalking ? null : secondsFor(bytesToSend, bytesPerSecond),
    isWalking,
  }
}
