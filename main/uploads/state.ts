// One file's life as a table. Parts and bytes are rows of the journal; everything else a status needs is in its variant.
import type { ErrorShape } from '../../shared/errors.ts'
import type { FileStatus, SkipReason } from '../../shared/model/upload.ts'
import type { FileChange, FileRecord, Multipart } from './ports.ts'

type Resumable = { multipart: Multipart | undefined }

export type UploadState =
  | ({ status: 'queued' } & Resumable)
  | ({ status: 'uploading' } & Resumable)
  | ({ status: 'paused' } & Resumable)
  | { status: 'completing'; multipart: Multipart }
  | { status: 'completed'; isChecked: boolean; finishedAtMs: number }
  | { status: 'skipped'; skipReason: SkipReason; finishedAtMs: number }
  | ({ status: 'failed'; error: ErrorShape; finishedAtMs: number } & Resumable)
  | { status: 'canceled'; finishedAtMs: number }

export type UploadEvent =
  | { type: 'started' }
  | { type: 'initiated'; multipart: Multipart }
  /** OSS has the multipart upload no more, or it is of no use any more. */
  | { type: 'multipartGone' }
  | { type: 'allPartsAccepted' }
  /** OSS would not assemble the parts: some must be sent again. */
  | { type: 'partsRejected' }
  | { type: 'objectStored'; isChecked: boolean; atMs: number }
  | { type: 'skipped'; reason: SkipReason; atMs: number }
  | { type: 'failed'; error: ErrorShape; atMs: number }
  /** The work stopped without an outcome: paused, the app closed, a secret missing, a crash. */
  | { type: 'interrupted' }
  | { type: 'pauseRequested' }
  | { type: 'resumeRequested' }
  | { type: 'retryRequested' }
  | { type: 'cancelRequested'; atMs: number }

export type EventType = UploadEvent['type']
type StateOf<S extends FileStatus> = Extract<UploadState, { status: S }>
type EventOf<E extends EventType> = Extract<UploadEvent, { type: E }>
type Table = { [S in FileStatus]: { [E in EventType]?: (state: StateOf<S>, event: EventOf<E>) => UploadState } }

const queued = ({ multipart }: Resumable): UploadState => ({ status: 'queued', multipart })
const fail = ({ multipart }: Resumable, { error, atMs }: EventOf<'failed'>): UploadState => ({
  status: 'failed',
  error,
  finishedAtMs: atMs,
  multipart,
})
const skip = (_: unknown, { reason, atMs }: EventOf<'skipped'>): UploadState => ({
  status: 'skipped',
  skipReason: reason,
  finishedAtMs: atMs,
})
const store = (_: unknown, { isChecked, atMs }: EventOf<'objectStored'>): UploadState => ({
  status: 'completed',
  isChecked,
  finishedAtMs: atMs,
})
const cancel = (_: unknown, { atMs }: EventOf<'cancelRequested'>): UploadState => ({
  status: 'canceled',
  finishedAtMs: atMs,
})

/** An absent cell means that the event has no meaning there. A Complete under way can be neither paused nor canceled. */
const transitions: Table = {
  queued: {
    started: ({ multipart }) => ({ status: 'uploading', multipart }),
    pauseRequested: ({ multipart }) => ({ status: 'paused', multipart }),
    cancelRequested: cancel,
    failed: fail,
  },
  uploading: {
    initiated: (_, { multipart }) => ({ status: 'uploading', multipart }),
    multipartGone: () => ({ status: 'uploading', multipart: undefined }),
    allPartsAccepted: (state) => (state.multipart ? { status: 'completing', multipart: state.multipart } : state),
    objectStored: store,
    skipped: skip,
    failed: fail,
    interrupted: queued,
    pauseRequested: ({ multipart }) => ({ status: 'paused', multipart }),
    cancelRequested: cancel,
  },
  paused: {
    resumeRequested: queued,
    cancelRequested: cancel,
  },
  completing: {
    objectStored: store,
    multipartGone: () => ({ status: 'uploading', multipart: undefined }),
    partsRejected: ({ multipart }) => ({ status: 'uploading', multipart }),
    skipped: skip,
    failed: fail,
    interrupted: queued,
  },
  completed: {},
  skipped: {},
  failed: {
    retryRequested: queued,
    skipped: skip,
    cancelRequested: cancel,
  },
  canceled: {},
}

/** The next state, or `undefined` when the event has no meaning in this one. */
export function nextState(state: UploadState, event: UploadEvent): UploadState | undefined {
  // The cell found under these two names takes exactly these two types, which indexing by a union cannot express.
  const step = transitions[state.status][event.type] as
    ((state: UploadState, event: UploadEvent) => UploadState) | undefined
  return step?.(state, event)
}

/** The statuses in which an event means something: what an action on many files may touch. */
export function statusesTaking(type: EventType): FileStatus[] {
  // `transitions` is declared above with exactly the statuses as its keys.
  return (Object.keys(transitions) as FileStatus[]).filter((status) => transitions[status][type] !== undefined)
}

export function stateOf(file: FileRecord): UploadState {
  const { status, multipart } = file
  const finishedAtMs = file.finishedAtMs ?? 0
  switch (status) {
    case 'queued':
    case 'uploading':
    case 'paused':
      return { status, multipart }
    case 'completing':
      return multipart ? { status, multipart } : { status: 'uploading', multipart }
    case 'completed':
      return { status, isChecked: file.isChecked, finishedAtMs }
    case 'skipped':
      return { status, skipReason: file.skipReason ?? 'nameTaken', finishedAtMs }
    case 'failed':
      return {
        status,
        error: file.error ?? { code: 'internal', params: {}, isRetryable: false },
        finishedAtMs,
        multipart,
      }
    case 'canceled':
      return { status, finishedAtMs }
  }
}

/** What the journal must write so that the file is in this state. */
export function changeTo(state: UploadState): FileChange {
  return {
    status: state.status,
    error: state.status === 'failed' ? state.error : undefined,
    skipReason: state.status === 'skipped' ? state.skipReason : undefined,
    finishedAtMs: 'finishedAtMs' in state ? state.finishedAtMs : undefined,
    ...(state.status === 'completed' ? { isChecked: state.isChecked } : {}),
  }
}
