// One pool of requests for everything that is sent: parts and small files alike.

export type Pool = {
  /**
   * Runs the task when it is its turn, or rejects with the signal's reason if that comes first. Whoever has the fewest
   * requests running goes first, so a thousand-part file cannot hold up small ones, nor they it.
   */
  run<T>(group: string, signal: AbortSignal, task: () => Promise<T>): Promise<T>
  setLimit(limit: number): void
  readonly limit: number
}

type Ticket = { number: number; start: () => void }
type Group = { running: number; waiting: Ticket[] }

class RequestPool implements Pool {
  limit: number
  #running = 0
  #tickets = 0
  readonly #groups = new Map<string, Group>()

  constructor(limit: number) {
    this.limit = limit
  }

  async run<T>(group: string, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    await this.#turn(group, signal)
    try {
      return await task()
    } finally {
      this.#release(group)
    }
  }

  setLimit(limit: number): void {
    this.limit = limit
    this.#admit()
  }

  #turn(name: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const group = this.#groups.get(name) ?? { running: 0, waiting: [] }
      this.#groups.set(name, group)
      const leave = (): void => {
        group.waiting.splice(group.waiting.indexOf(ticket), 1)
        this.#forgetIfIdle(name, group)
        // What the signal was aborted with is what everyone up to the scheduler expects to see.

        reject(signal.reason)
      }
      const start = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const ticket: Ticket = { number: this.#tickets++, start }
      group.waiting.push(ticket)
      signal.addEventListener('abort', leave, { once: true })
      this.#admit()
    })
  }

  #admit(): void {
    while (this.#running < this.limit) {
      const group = this.#nextGroup()
      const ticket = group?.waiting.shift()
      if (!group || !ticket) return
      group.running++
      this.#running++
      ticket.start()
    }
  }

  #nextGroup(): Group | undefined {
    let best: Group | undefined
    for (const group of this.#groups.values()) {
      const first = group.waiting[0]
      if (!first) continue
      const bestFirst = best?.waiting[0]
      if (!best || !bestFirst || group.running < best.running) best = group
      else if (group.running === best.running && first.number < bestFirst.number) best = group
    }
    return best
  }

  #release(name: string): void {
    const group = this.#groups.get(name)
    this.#running--
    if (group) {
      group.running--
      this.#forgetIfIdle(name, group)
    }
    this.#admit()
  }

  #forgetIfIdle(name: string, group: Group): void {
    if (group.running === 0 && group.waiting.length === 0) this.#groups.delete(name)
  }
}

export const createPool = (limit: number): Pool => new RequestPool(limit)
