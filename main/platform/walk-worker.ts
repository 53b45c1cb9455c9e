// Entry of the thread that reads folders. Bundled to out/main/walk-worker.js.
import { parentPort } from 'node:worker_threads'
import { serveWalks } from './serve-walks.ts'

if (!parentPort) throw new Error('walk-worker runs as a worker thread only')
serveWalks(parentPort)
