// Everything measured runs in a process of its own, on the same Node as this one.
import { fork, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SendResult } from './engine.ts'
import type { Line } from './line.ts'
import type { PeerJob, PeerName, PeerResult } from './peers.ts'
import type { SinkChecksums } from './sink.ts'
import type { SinkCounts } from './sink-answers.ts'

export type Took = { seconds: number; cpuSeconds: number; peakRssBytes: number }
export type RunningSink = { endpoint: string; counts(): Promise<SinkCounts>; stop(): void }

const message = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the server ended with ${code}`))
    child.once('exit', onExit)
    child.once('message', (value) => {
      child.off('exit', onExit)
      // Ours: sink-process.ts says what of which type comes when.
      resolve(value as T)
    })
  })

async function startServer(dir: string, args: string[]): Promise<RunningSink> {
  const child = fork(join(dir, 'sink.js'), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const { port } = await message<{ port: number }>(child)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    counts: () => {
      child.send('counts')
      return message<SinkCounts>(child)
    },
    stop: () => void child.kill(),
  }
}

export const startFast = (dir: string, checksums: SinkChecksums): Promise<RunningSink> =>
  startServer(dir, ['fast', checksums])
export const startSlow = (dir: string, line: Line): Promise<RunningSink> =>
  startServer(dir, ['line', JSON.stringify(line)])

type Job = { child: ChildProcess; done: Promise<string> }

/** Resolves with what it printed; rejects with its last words when it fails. */
export function start(program: string, args: readonly string[]): Job {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const printed: Buffer[] = []
  const said: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  const done = new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      const text = Buffer.concat(printed).toString()
      if (code === 0) resolve(text)
      else reject(new Error(`${program} ended with ${code ?? signal}: ${text}${Buffer.concat(said).toString()}`))
    })
  })
  return { child, done }
}

export const startEngine = (dir: string, args: readonly string[]): Job =>
  start(process.execPath, [join(dir, 'bench.js'), 'send', '--bucket', 'bench', ...args])

// Both print one line of JSON of the type named.
export const runEngine = async (dir: string, args: readonly string[]): Promise<SendResult> =>
  JSON.parse(await startEngine(dir, args).done) as SendResult
export const startPeer = (dir: string, name: PeerName, job: PeerJob): Job =>
  start(process.execPath, [join(dir, 'peer.js'), name, JSON.stringify(job)])
export const runPeer = async (dir: string, name: PeerName, job: PeerJob): Promise<PeerResult> =>
  JSON.parse(await startPeer(dir, name, job).done) as PeerResult

/** Clock ticks of 10 ms: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html (utime, stime). */
const cpuSecondsOf = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Another program's processor time and memory, looked at every 10 ms, where there is /proc. */
export async function runProgram(program: string, args: readonly string[]): Promise<Took> {
  const begun = performance.now()
  const { child, done } = start(program, args)
  const took: Took = { seconds: 0, cpuSeconds: 0, peakRssBytes: 0 }
  const look = setInterval(() => {
    try {
      took.cpuSeconds = cpuSecondsOf(readFileSync(`/proc/${child.pid}/stat`, 'latin1')) || took.cpuSeconds
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))?.[1]
      took.peakRssBytes = Number(peak ?? 0) * 1024 || took.peakRssBytes
    } catch {
      // Gone, or another system than Linux.
    }
  }, 10)
  try {
    await done
    took.seconds = (performance.now() - begun) / 1000
    return took
  } finally {
    clearInterval(look)
  }
}
