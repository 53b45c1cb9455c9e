// The app's process from outside: asked, killed, and replaced by one that was made ready before.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Calls, FromApp, ToApp } from './app-messages.ts'

/** An app that takes longer for anything hangs. */
const answerMs = 20_000

type Pending = { resolve(result: unknown): void; reject(error: Error): void }

export class AppProcess {
  readonly #child: ChildProcess
  readonly #pending = new Map<number, Pending>()
  readonly #ready = Promise.withResolvers<undefined>()
  readonly #exit = Promise.withResolvers<undefined>()
  #lastId = 0
  isGone = false
  /** What it wrote to stderr: a crash says why. */
  said = ''

  constructor() {
    this.#child = fork(fileURLToPath(new URL('app.ts', import.meta.url)), [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#ready.promise.catch(() => undefined)
    this.#child.stderr?.on('data', (text: Buffer) => (this.said = (this.said + text.toString()).slice(-4000)))
    this.#child.on('message', (message: FromApp) => this.#hear(message))
    const ended = (): void => {
      this.#gone()
      this.#exit.resolve(undefined)
    }
    this.#child.on('exit', ended)
    this.#child.on('error', ended)
  }

  /** Rejects when the app says no, or is gone before it answers. */
  async call<C extends keyof Calls>(call: C, ...[input]: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    await this.#ready.promise
    let limit: NodeJS.Timeout | undefined
    const result = new Promise((resolve, reject) => {
      limit = setTimeout(
        () => reject(new Error(`the app does not answer to ${call} ${JSON.stringify(input)}`)),
        answerMs,
      )
      if (this.isGone) return reject(new Error('the app is gone'))
      const id = ++this.#lastId
      this.#pending.set(id, { resolve, reject })
      const message: ToApp = { id, call, input }
      this.#child.send(message, (error) => error && this.#gone())
    })
    try {
      // app.ts answers each call with what Calls says.
      return (await result) as ReturnType<Calls[C]>
    } finally {
      clearTimeout(limit)
    }
  }

  /** SIGKILL. Resolves when nothing of it runs any more. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exit.promise
  }

  #hear(message: FromApp): void {
    if ('ready' in message) return this.#ready.resolve(undefined)
    const one = this.#pending.get(message.id)
    this.#pending.delete(message.id)
    if (message.error === undefined) one?.resolve(message.result)
    else one?.reject(new Error(message.error))
  }

  #gone(): void {
    this.isGone = true
    const error = new Error(`the app is gone${this.said === '' ? '' : `: ${this.said}`}`)
    this.#ready.reject(error)
    for (const one of this.#pending.values()) one.reject(error)
    this.#pending.clear()
  }
}

/** Processes used again after a run that ended well, and always one more, so that a restart does not wait for Node. */
export function createStable() {
  const idle = [new AppProcess()]
  return {
    take(): AppProcess {
      const taken = idle.pop() ?? new AppProcess()
      if (idle.length === 0) idle.push(new AppProcess())
      return taken.isGone ? new AppProcess() : taken
    },
    giveBack(app: AppProcess): void {
      idle.push(app)
    },
    async close(): Promise<void> {
      await Promise.all(idle.map((app) => app.kill()))
    },
  }
}
export type Stable = ReturnType<typeof createStable>
