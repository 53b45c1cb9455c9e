// The transfer thread without its checksums, to be measured beside programs that check nothing. Never part of the app.
import { parentPort } from 'node:worker_threads'
import { bufferBytes } from '../../main/platform/body-buffers.ts'
import type { BodyBuffers } from '../../main/platform/body-buffers.ts'
import { createHttpTransport } from '../../main/platform/http-transport.ts'
import { serveTransfers } from '../../main/platform/serve-transfers.ts'

const createBuffers = (): BodyBuffers => ({
  buffers: [Buffer.allocUnsafeSlow(bufferBytes), Buffer.allocUnsafeSlow(bufferBytes)],
  reset: () => undefined,
  update: () => undefined,
  // The server it is measured with says no checksum, so this one is compared with nothing.
  digest: () => '0',
})

if (!parentPort) throw new Error('unchecked-worker runs as a worker thread only')
serveTransfers(parentPort, createHttpTransport({ readsSmallFilesSync: true, createBuffers }))
