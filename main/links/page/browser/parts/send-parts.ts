// A large file, part by part: looks what is there already, sends the rest, and has it put together.
import type { PageKit, PartsFacts } from '../kit-facts.ts'
import { isReadable } from '../check-file.ts'
import { call } from '../call.ts'
import type { Sending } from '../call.ts'
import { readAnswer } from '../problem.ts'
import type { Outcome, Problem, ProblemKind } from '../problem.ts'
import { isReachable } from '../send-put.ts'
import { whyNoAnswer } from '../why-no-answer.ts'
import { crc64Of } from './crc64.ts'
import { finish } from './finish.ts'
import { listParts } from './list-parts.ts'
import type { ListedPart, Listing } from './list-parts.ts'
import type { Memory } from './memory.ts'
import { cut, inOrder, partUrl } from './plan.ts'
import type { Range } from './plan.ts'
import { runPool } from './pool.ts'
import type { Tried } from './pool.ts'

export type PartsPhase = 'looking' | 'sending' | 'waiting' | 'offline' | 'finishing'
export type PartsSending = Sending & { onPhase: (phase: PartsPhase) => void }
/** `arrived`: the share of the file that is there, from 0 to 1. */
export type PartsResult = Outcome | { kind: 'stopped'; arrived: number }

/** Of all parts together, one after the other: with the pauses between, a minute or two. Then a person is asked. */
const failuresBorne = 24
const rounds = 3
const listTries = 3
const listPauseMs = 400

const problem = (kind: ProblemKind): Outcome => ({ kind: 'problem', problem: { kind } })

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })

/** Resolves when the device is on a network again, or the signal comes. */
const untilOnline = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (navigator.onLine || signal.aborted) return resolve()
    const end = () => {
      window.removeEventListener('online', end)
      signal.removeEventListener('abort', end)
      resolve()
    }
    window.addEventListener('online', end)
    signal.addEventListener('abort', end)
  })

export class PartsUpload {
  readonly #facts: PartsFacts
  readonly #kit: PageKit
  readonly #file: File
  readonly #memory: Memory
  readonly #sending: PartsSending
  readonly #ranges: readonly Range[]
  /** What is there, by part; the ETag is empty where it could not be read. */
  readonly #there = new Map<number, string>()
  readonly #sentBytes = new Map<number, number>()
  #shownBytes = 0
  #isListable = true
  #wasAnswered = false
  #thereBytes = 0
  #failures = 0
  #problem: Problem | undefined

  constructor(facts: PartsFacts, file: File, memory: Memory, sending: PartsSending) {
    this.#facts = facts
    this.#kit = facts.kit
    this.#file = file
    this.#memory = memory
    this.#sending = sending
    this.#ranges = cut(file.size, facts.kit.partSize)
  }

  async run(): Promise<PartsResult> {
    const { signal } = this.#sending
    for (let round = 0; round < rounds; round++) {
      const stop = (await this.#look()) ?? (await this.#sendMissing())
      if (signal.aborted) return this.#stopped()
      if (stop) return stop
      const finished = await this.#finish()
      if (finished.kind === 'stopped') return this.#stopped()
      if (finished.kind !== 'lookAgain') {
        if (finished.kind === 'done') this.#memory.forget()
        return finished
      }
    }
    return problem('refused')
  }

  #stopped(): PartsResult {
    return { kind: 'stopped', arrived: this.#thereBytes / this.#file.size }
  }

  /** What the storage has and what the file says are compared: another file may have been begun before. */
  async #look(): Promise<Outcome | undefined> {
    const { onPhase } = this.#sending
    onPhase('looking')
    const listing = await this.#list()
    if (listing.kind === 'unreadable' && !(await isReachable(this.#facts.url))) {
      return problem(navigator.onLine ? 'unreachable' : 'offline')
    }
    if (listing.kind === 'answer') {
      const outcome = readAnswer(listing.answer, { madeAtMs: this.#facts.madeAtMs, wasSentWhole: false })
      // A key may send and yet not list; then it is as with a bucket that does not let pages see.
      if (outcome.kind === 'problem' && outcome.problem.kind !== 'denied') return outcome
    }
    this.#isListable = listing.kind === 'parts'
    this.#there.clear()
    this.#thereBytes = 0
    if (listing.kind === 'parts') {
      this.#wasAnswered = true
      for (const part of listing.parts) if (await this.#isOurs(part)) this.#keep(part.number, part.etag)
    } else {
      for (const [number, etag] of this.#memory.recall(this.#file)) this.#keep(number, etag)
    }
    return undefined
  }

  /** Asked again when it went wrong: all of a file would be sent once more if it only seemed that nothing is there. */
  async #list(): Promise<Listing> {
    const { signal } = this.#sending
    for (let attempt = 1; ; attempt++) {
      const listing = await listParts(this.#kit.list, signal)
      const isBusy = listing.kind === 'answer' && listing.answer.status >= 500
      if ((listing.kind !== 'unreadable' && !isBusy) || attempt === listTries) return listing
      await sleep(listPauseMs * attempt, signal)
    }
  }

  #keep(number: number, etag: string): void {
    const range = this.#ranges[number - 1]
    if (range && !this.#there.has(number)) this.#thereBytes += range.end - range.start
    this.#there.set(number, etag)
    this.#show()
  }

  async #isOurs({ number, size, crc64 }: ListedPart): Promise<boolean> {
    const range = this.#ranges[number - 1]
    if (!range || size !== range.end - range.start || this.#sending.signal.aborted) return false
    return crc64 !== '' && crc64 === (await this.#crc64(range).catch(() => ''))
  }

  #crc64({ start, end }: Range): Promise<string> {
    return crc64Of(this.#file.slice(start, end), this.#sending.signal)
  }

  async #sendMissing(): Promise<Outcome | undefined> {
    const { signal, onPhase } = this.#sending
    const missing = inOrder(this.#ranges).filter(({ number }) => !this.#there.has(number))
    onPhase('sending')
    this.#failures = 0
    // A part that will not be taken ends the others with it.
    const ending = new AbortController()
    const stop = () => ending.abort()
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    const attempt = async (range: Range): Promise<Tried> => {
      const tried = await this.#send(range, ending.signal)
      if (tried.kind === 'end') ending.abort()
      return tried
    }
    const areAllDone = await runPool(missing, attempt, { signal: ending.signal, sleep, random: Math.random })
    signal.removeEventListener('abort', stop)
    if (areAllDone) return undefined
    return { kind: 'problem', problem: this.#problem ?? { kind: 'cut' } }
  }

  async #send(range: Range, signal: AbortSignal): Promise<Tried> {
    const { number, start, end } = range
    const onSent = (bytes: number) => {
      this.#sentBytes.set(number, bytes)
      this.#sending.onPhase('sending')
      this.#show()
    }
    const body = this.#file.slice(start, end, '')
    const called = await call({ method: 'PUT', url: partUrl(this.#kit, number), headers: [] }, body, { signal, onSent })
    this.#sentBytes.delete(number)
    if (called.kind === 'stopped') return { kind: 'end' }
    if (called.kind === 'noAnswer') return this.#unanswered(called.sentBytes, signal)
    this.#wasAnswered = true
    const { answer } = called
    const outcome = readAnswer(answer, { madeAtMs: this.#facts.madeAtMs, wasSentWhole: false })
    if (outcome.kind === 'problem') return this.#refused(outcome.problem)
    // What was stored must be what is in the file, where the storage says what it stored.
    if (answer.crc64 !== '' && answer.crc64 !== (await this.#crc64(range).catch(() => ''))) {
      return (await isReadable(this.#file)) ? this.#refused({ kind: 'cut' }) : this.#end({ kind: 'unreadable' })
    }
    this.#failures = 0
    this.#memory.remember(this.#file, number, answer.etag)
    this.#keep(number, answer.etag)
    this.#sending.onPhase('sending')
    return { kind: 'done' }
  }

  async #unanswered(sentBytes: number, signal: AbortSignal): Promise<Tried> {
    if (!navigator.onLine) {
      this.#sending.onPhase('offline')
      await untilOnline(signal)
      return { kind: 'now' }
    }
    const kind = await whyNoAnswer(this.#facts, this.#file, sentBytes)
    const isHopeless = kind === 'unreadable' || (kind === 'blocked' && !this.#wasAnswered)
    // Once the storage has answered, it is the line.
    return isHopeless ? this.#end({ kind }) : this.#refused({ kind: kind === 'blocked' ? 'cut' : kind })
  }

  #refused(found: Problem): Tried {
    this.#failures += 1
    const isPassing = ['busy', 'cut', 'unreachable', 'offline'].includes(found.kind)
    if (!isPassing || this.#failures >= failuresBorne) return this.#end(found)
    this.#sending.onPhase('waiting')
    return { kind: 'again' }
  }

  #end(found: Problem): Tried {
    this.#problem ??= found
    return { kind: 'end' }
  }

  async #finish() {
    const { signal, onPhase } = this.#sending
    onPhase('finishing')
    const etags = await this.#etags()
    // Parts of another file might be among those that are there.
    if (!etags && this.#memory.isMixed()) return problem('notFinished')
    return finish(this.#kit, etags, this.#ranges.length, {
      madeAtMs: this.#facts.madeAtMs,
      signal,
      sleep,
      whyNoAnswer: () => whyNoAnswer(this.#facts, this.#file, 0),
    })
  }

  /** By part; undefined when the page cannot know them. */
  async #etags(): Promise<string[] | undefined> {
    const known = this.#ranges.map(({ number }) => this.#there.get(number) ?? '')
    if (known.every((etag) => etag !== '')) return known
    if (!this.#isListable) return undefined
    const listing = await this.#list()
    if (listing.kind !== 'parts') return undefined
    const listed = new Map<number, string>()
    for (const part of listing.parts) if (await this.#isOurs(part)) listed.set(part.number, part.etag)
    return this.#ranges.map(({ number }) => listed.get(number) ?? '')
  }

  /** Never backwards: a part that broke is sent again without being counted twice. */
  #show(): void {
    let bytes = this.#thereBytes
    for (const sent of this.#sentBytes.values()) bytes += sent
    this.#shownBytes = Math.max(this.#shownBytes, Math.min(bytes, this.#file.size))
    this.#sending.onSent(this.#shownBytes)
  }
}
