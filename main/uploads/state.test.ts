import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fileStatuses } from './testing/records.ts'
import { nextState, statusesTaking } from './state.ts'
import type { UploadEvent, UploadState } from './state.ts'

const error = { code: 'server.error', params: {}, isRetryable: true } as const
const multipart = fc.record({ uploadId: fc.string(), partSize: fc.integer({ min: 102_400 }) })
const atMs = fc.nat()
const event: fc.Arbitrary<UploadEvent> = fc.oneof(
  fc.record({ type: fc.constant('initiated' as const), multipart }),
  fc.record({ type: fc.constant('objectStored' as const), isChecked: fc.boolean(), atMs }),
  fc.record({ type: fc.constant('skipped' as const), reason: fc.constant('nameTaken' as const), atMs }),
  fc.record({ type: fc.constant('failed' as const), error: fc.constant(error), atMs }),
  fc.record({ type: fc.constant('cancelRequested' as const), atMs }),
  ...(
    [
      'started',
      'multipartGone',
      'allPartsAccepted',
      'partsRejected',
      'interrupted',
      'pauseRequested',
      'resumeRequested',
      'retryRequested',
    ] as const
  ).map((type) => fc.record({ type: fc.constant(type) })),
)

const uploadIdOf = (state: UploadState): string | undefined =>
  'multipart' in state ? state.multipart?.uploadId : undefined

it('never leaves an end, never loses an upload ID unasked, never completes what was not started', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let state: UploadState = { status: 'queued', multipart: undefined }
      for (const step of events) {
        const next = nextState(state, step)
        if (next === undefined) continue
        expect(['completed', 'skipped', 'canceled']).not.toContain(state.status)
        if (next.status === 'completed') expect(['uploading', 'completing']).toContain(state.status)
        if (next.status === 'completing') expect(uploadIdOf(next)).toBeDefined()
        const mayChangeUpload = ['initiated', 'multipartGone', 'objectStored', 'skipped', 'cancelRequested']
        if (!mayChangeUpload.includes(step.type)) expect(uploadIdOf(next)).toBe(uploadIdOf(state))
        state = next
      }
    }),
    { numRuns: 5000 },
  )
})

it('pauses and cancels everything but what is over or about to be', () => {
  expect(statusesTaking('pauseRequested').toSorted()).toEqual(['queued', 'uploading'])
  expect(statusesTaking('cancelRequested').toSorted()).toEqual(['failed', 'paused', 'queued', 'uploading'])
  expect(statusesTaking('interrupted').toSorted()).toEqual(['completing', 'uploading'])
})

it('can bring every status but a canceled, skipped or completed one back to the queue', () => {
  const back = ['interrupted', 'resumeRequested', 'retryRequested'] as const
  const stuck = fileStatuses.filter((status) => !back.some((type) => statusesTaking(type).includes(status)))
  expect(stuck).toEqual(['queued', 'completed', 'skipped', 'canceled'])
})
