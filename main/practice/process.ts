// The practice server in a process of its own, so that its hashing never stands in the app's way.
// Started by Electron's utilityProcess; the keys come in the start message and are never written to disk.
import type { FromPractice, ToPractice } from './process-messages.ts'
import { startPracticeServer, type PracticeServer } from './server.ts'

type ParentPort = {
  postMessage(message: FromPractice): void
  on(event: 'message', listener: (event: { data: ToPractice }) => void): void
}

// Electron adds parentPort to `process` in a utility process; its own types would bring the electron module along.
const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort }

export function serveParent(parent: ParentPort, exit: (status: number) => void): void {
  let starting: Promise<PracticeServer> | undefined

  const start = (options: Extract<ToPractice, { type: 'start' }>): void => {
    if (starting) return
    const { dir, port = 0, buckets, keys } = options
    starting = startPracticeServer({ dir, port, buckets, keys })
    starting.then(
      (server) => parent.postMessage({ type: 'ready', endpoint: server.endpoint, port: server.port }),
      (error: unknown) => {
        parent.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
        exit(1)
      },
    )
  }
  const stop = (): void => {
    const closed = Promise.resolve(starting).then((server) => server?.close())
    closed.then(
      () => exit(0),
      () => exit(1),
    )
  }

  parent.on('message', ({ data }) => (data.type === 'start' ? start(data) : stop()))
}

if (parentPort) serveParent(parentPort, (status) => process.exit(status))
