import { createContext } from 'svelte'
import type { Totals } from '../../shared/model/upload.ts'
import type { Api } from '../lib/api.ts'

const nothing: Totals = {
  found: 0,
  queued: 0,
  going: 0,
  paused: 0,
  sent: 0,
  skipped: 0,
  failed: 0,
  canceled: 0,
  totalBytes: 0,
  acceptedBytes: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  isWalking: false,
}

export class UploadsStore {
  readonly api: Api
  totals = $state.raw<Totals>(nothing)

  constructor(api: Api) {
    this.api = api
  }

  start(): () => void {
    return this.api.on('uploadsChanged', ({ totals }) => (this.totals = totals))
  }
}

const [read, provide] = createContext<UploadsStore>()

export const provideUploads = provide

export function uploadsStore(): UploadsStore {
  try {
    return read()
  } catch {
    throw new Error(
      'No UploadsStore: App.svelte provides it with provideUploads(), so this component must be inside App.',
    )
  }
}
