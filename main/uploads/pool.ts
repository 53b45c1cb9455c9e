// One pool of requests for everything that is sent: parts and small files alike.
import { PassingMap } from './passing.ts'
import type { StopSignal } from '../oss/stop.ts'

/**
 * `part` of a large file, or anything else: each of the two gets at least a third of the pool when it wants it. `small`:
 * a whole file that may be handed over ahead of its turn.
 */
export type RequestKind = 'part' | 'whole' | 'small'

export type Pool = {
  /**
   * Runs the task when it is its turn, or rejects with the signal's reason if that comes first. Whoever has the fewest
   * requests running goes first, so a thousand-part file cannot hold up small ones, nor they it.
   */
  run<T>(group: string, kind: RequestKind, signal: StopSignal, task: () => Promise<T>): Promise<T>
  setLimit(limit: number): void
  /** While no parts want anything, so many small files are let through beyond the limit; they wait behind it. */
  setAhead(count: number): void
  readonly ahead: number
  readonly limit: number
  readonly running: number
  /** Calls the listener whenever the limit has changed; gives back how to end that. */
  onLimit(listener: () => void): () => void
}

type Ticket = { number: number; isSmall: boolean; start: () => void }
type Group = { running: number; waiting: Ticket[] }

/** Those who want requests of one kind. */
class Lane {
  running = 0
  waiting = 0
  readonly #groups = new PassingMap<string, Group>()

  wait(name: string, ticket: Ticket): void {
    const group = this.#groups.get(name) ?? { running: 0, waiting: [] }
    this.#groups.set(name, group)
    group.waiting.push(ticket)
    this.waiting++
  }

  leave(name: string, ticket: Ticket): void {
    const group = this.#groups.get(name)
    if (!group) return
    group.waiting.splice(group.waiting.indexOf(ticket), 1)
    this.waiting--
    this.#forgetIfIdle(name, group)
  }

  /** Who has the fewest running, of these who came first. */
  next(): Group | undefined {
    if (this.waiting === 0) return undefined
    let best: Group | undefined
    for (const group of this.#groups.values())
      if (group.waiting.length > 0 && (!best || isSooner(group, best))) best = group
    return best
  }

  admit(group: Group): void {
    group.running++
    this.running++
    this.waiting--
    group.waiting.shift()?.start()
  }

  /** Without waiting. */
  enter(name: string): void {
    const group = this.#groups.get(name) ?? { running: 0, waiting: [] }
    this.#groups.set(name, group)
    group.running++
    this.running++
  }

  release(name: string): void {
    const group = this.#groups.get(name)
    this.running--
    if (!group) return
    group.running--
    this.#forgetIfIdle(name, group)
  }

  get isIdle(): boolean {
    return this.running + this.waiting === 0
  }

  #forgetIfIdle(name: string, group: Group): void {
    if (group.running === 0 && group.waiting.length === 0) this.#groups.delete(name)
  }
}

const isSooner = (group: Group, other: Group): boolean =>
  group.running < other.running ||
  (group.running === other.running && (group.waiting[0]?.number ?? 0) < (other.waiting[0]?.number ?? 0))

class RequestPool implements Pool {
  limit: number
  ahead = 0
  #tickets = 0
  readonly #lanes = { part: new Lane(), whole: new Lane() }
  readonly #listeners = new Set<() => void>()

  constructor(limit: number) {
    this.limit = limit
  }

  get running(): number {
    return this.#lanes.part.running + this.#lanes.whole.running
  }

  async run<T>(group: string, kind: RequestKind, signal: StopSignal, task: () => Promise<T>): Promise<T> {
    const lane = this.#lanes[kind === 'part' ? 'part' : 'whole']
    const isSmall = kind === 'small'
    if (this.#mayEnter(isSmall)) {
      signal.throwIfAborted()
      lane.enter(group)
    } else await this.#turn(group, lane, isSmall, signal)
    try {
      return await task()
    } finally {
      lane.release(group)
      this.#admit()
    }
  }

  setLimit(limit: number): void {
    if (limit === this.limit) return
    this.limit = limit
    this.#admit()
    for (const listener of [...this.#listeners]) listener()
  }

  setAhead(count: number): void {
    this.ahead = count
  }

  onLimit(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** There is room, and nobody waits for it. */
  #mayEnter(isSmall: boolean): boolean {
    const { part, whole } = this.#lanes
    return part.waiting + whole.waiting === 0 && (this.running < this.limit || (isSmall && this.#isRoomAhead()))
  }

  #isRoomAhead(): boolean {
    return this.running < this.limit + this.ahead && this.#lanes.part.isIdle
  }

  #turn(name: string, lane: Lane, isSmall: boolean, signal: StopSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const leave = (): void => {
        lane.leave(name, ticket)
        // What the signal was aborted with is what everyone up to the scheduler expects to see.

        reject(signal.reason)
      }
      const start = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const ticket: Ticket = { number: this.#tickets++, isSmall, start }
      lane.wait(name, ticket)
      signal.addEventListener('abort', leave, { once: true })
      this.#admit()
    })
  }

  #admit(): void {
    const { part, whole } = this.#lanes
    for (;;) {
      const isFull = this.running >= this.limit
      if (isFull && !this.#isRoomAhead()) return
      const [nextPart, nextWhole] = [part.next(), whole.next()]
      const isPart = nextPart && (!nextWhole || this.#isPartFirst(nextPart, nextWhole))
      const [lane, group] = isPart ? [part, nextPart] : [whole, nextWhole]
      if (!group || (isFull && group.waiting[0]?.isSmall !== true)) return
      lane.admit(group)
    }
  }

  #isPartFirst(nextPart: Group, nextWhole: Group): boolean {
    const { part, whole } = this.#lanes
    const share = Math.ceil(this.limit / 3)
    if (part.running < share !== whole.running < share) return part.running < share
    return isSooner(nextPart, nextWhole)
  }
}

export const createPool = (limit: number): Pool => new RequestPool(limit)
