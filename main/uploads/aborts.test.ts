import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { FileId } from '../../shared/model/upload.ts'
import { Aborts } from './aborts.ts'
import type { Journal, PendingAbort, UploadClient } from './ports.ts'
import { createRetry } from './retry.ts'
import { FakeClock } from './testing/fake-clock.ts'

const pendingOf = (uploadId: string): PendingAbort => ({
  // Of this test only.
  ...{ accountId: 'A1', objectKey: 'k', uploadId, fileId: '1' as FileId },
})

/** Aborts over a journal that holds nothing but them; OSS knows none of the uploads any more. */
function setUp(onRemoved: (uploadId: string) => void) {
  const clock = new FakeClock()
  const pending: PendingAbort[] = []
  const reported: unknown[] = []
  const journal = {
    pendingAborts: () => pending,
    removeAbort: (uploadId: string) => {
      pending.splice(0, pending.length, ...pending.filter((each) => each.uploadId !== uploadId))
      onRemoved(uploadId)
    },
    file: () => undefined,
  }
  const client = { abortMultipartUpload: () => Promise.reject(new AppError('upload.notFound')) }
  const aborts = new Aborts({
    // Only what Aborts calls when a removal succeeds.
    journal: journal as unknown as Journal,
    clients: { forAccount: () => Promise.resolve(client as unknown as UploadClient) },
    clock,
    retry: createRetry(clock, () => 0.5),
    changed: () => undefined,
    report: (error) => reported.push(error),
  })
  return { aborts, clock, pending, reported }
}

// Found by chaos, seed 300193: the second was left at OSS until the app was started again.
it.each([0, 1, 2, 3, 4, 5, 6, 8, 12])(
  'removes an upload given up %i turns after the last one was removed',
  async (turns) => {
    const late = async (): Promise<void> => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      pending.push(pendingOf('second'))
      aborts.kick()
    }
    const { aborts, clock, pending, reported } = setUp((uploadId) => {
      if (uploadId === 'first') void late()
    })
    pending.push(pendingOf('first'))
    aborts.kick()
    await clock.settle()
    expect(pending).toEqual([])
    expect(reported).toEqual([])
    await aborts.close()
  },
)
