// The practice server in a process of its own, started when it is first needed.
import { utilityProcess } from 'electron'
import type { UtilityProcess } from 'electron'
import { randomBytes } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { PracticeHost, PracticeServer } from '../accounts/ports.ts'
import type { PracticePort } from './account-store.ts'
import type { FromPractice, ToPractice } from '../practice/process-messages.ts'

type Options = {
  /** The bundled process. */
  modulePath: string
  /** Where the objects are stored. */
  dir: string
  bucket: { name: string; region: string }
  /** The port of an earlier run: links made then work again if it is still free. */
  port: PracticePort
  report: (error: unknown) => void
}

/** A server that dies twice within this time has a cause that trying again will not cure. */
const crashWindowMs = 30_000
const startTimeoutMs = 15_000

export type RunningPracticeHost = PracticeHost & { stop(): Promise<void> }

type Running = { child: UtilityProcess; server: Promise<PracticeServer> }

const randomKeys = () => ({
  accessKeyId: `practice${randomBytes(8).toString('hex')}`,
  accessKeySecret: randomBytes(24).toString('hex'),
})

export function createPracticeHost(options: Options): RunningPracticeHost {
  // New keys for each run of the app, in memory only. They stay over a crash, so that clients need not know of it.
  const keys = randomKeys()
  let running: Running | undefined
  let crashedAtMs: number[] = []
  let isStopped = false

  function launch(port: number): Running {
    const started = spawn(options, keys, port)
    let wasReady = false
    started.server.then(
      () => {
        wasReady = true
      },
      () => undefined,
    )
    started.child.once('exit', () => {
      if (running === started) ended(wasReady)
    })
    return started
  }

  function ended(wasReady: boolean): void {
    running = undefined
    if (isStopped) return
    crashedAtMs = [...crashedAtMs.filter(isRecent), Date.now()]
    options.report(new Error('The practice process ended by itself'))
    if (crashedAtMs.length > 1) return
    // After a crash links to the same port work again. Not having started at all is most likely a port that is taken.
    running = launch(wasReady ? (options.port.read() ?? 0) : 0)
  }

  return {
    async start() {
      const isHopeless = !running && crashedAtMs.filter(isRecent).length > 1
      if (isStopped || isHopeless) throw new AppError('practice.notRunning')
      running ??= launch(options.port.read() ?? 0)
      const { server } = running
      try {
        return await server
      } catch (error) {
        // The one restart may have begun meanwhile.
        if (running && running.server !== server) return running.server
        throw error
      }
    },
    stop() {
      isStopped = true
      return running ? stopProcess(running.child) : Promise.resolve()
    },
  }
}

const isRecent = (atMs: number) => Date.now() - atMs < crashWindowMs

function spawn(
  { modulePath, dir, bucket, port, report }: Options,
  keys: ReturnType<typeof randomKeys>,
  tryPort: number,
): Running {
  const child = utilityProcess.fork(modulePath, [], { serviceName: 'OSS Courier practice bucket', stdio: 'pipe' })
  child.stderr?.on('data', (text: Buffer) => {
    report(new Error(text.toString().slice(0, 2000)))
  })
  const message: ToPractice = { type: 'start', dir, port: tryPort, buckets: [bucket], keys: [keys] }
  child.postMessage(message)
  const server = ready(child).then(({ endpoint, port: used }) => {
    port.write(used)
    return { endpoint, ...keys }
  })
  // Whoever waits for the server gets the error; this only keeps it from being unhandled when nobody does.
  server.catch(report)
  return { child, server }
}

function stopProcess(child: UtilityProcess): Promise<void> {
  const message: ToPractice = { type: 'stop' }
  child.postMessage(message)
  const timer = setTimeout(() => child.kill(), 3000)
  return new Promise((resolve) => {
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function ready(child: UtilityProcess): Promise<Extract<FromPractice, { type: 'ready' }>> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      clearTimeout(timer)
      reject(new AppError('practice.notRunning', { cause }))
    }
    const timer = setTimeout(() => {
      fail('no answer')
      child.kill()
    }, startTimeoutMs)
    child.once('exit', () => {
      fail('ended')
    })
    child.once('message', (message: FromPractice) => {
      clearTimeout(timer)
      if (message.type === 'ready') resolve(message)
      else fail(message.message)
    })
  })
}
