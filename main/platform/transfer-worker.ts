// Entry of the transfer thread. Bundled to out/main/transfer-worker.js.
import { parentPort } from 'node:worker_threads'
import { createHttpTransport } from './http-transport.ts'
import { serveTransfers } from './serve-transfers.ts'

if (!parentPort) throw new Error('transfer-worker runs as a worker thread only')
serveTransfers(parentPort, createHttpTransport({ readsSmallFilesSync: true }))
