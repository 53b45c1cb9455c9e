// The transfer thread of the app, less patient: a run cannot wait a minute for a connection to be given up.
import { parentPort } from 'node:worker_threads'
import { createHttpTransport } from '../../main/platform/http-transport.ts'
import { serveTransfers } from '../../main/platform/serve-transfers.ts'
import { patience } from './app-patience.ts'

if (!parentPort) throw new Error('app-transfer runs as a worker thread only')
serveTransfers(parentPort, createHttpTransport({ readsSmallFilesSync: true, ...patience }))
