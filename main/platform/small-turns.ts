// The small files a thread was handed over ahead of their turn.
import type { RequestBody } from '../oss/types.ts'
import { PassingMap } from '../uploads/passing.ts'
import { isSmall } from './quick-disk.ts'

type Job = { id: number; body: RequestBody }

export type SmallTurns<J extends Job> = {
  /** Runs it now, or when it is its turn. */
  begin(job: J): void
  /** Whether it was still waiting, and never runs now. */
  drop(id: number): boolean
  setAtOnce(count: number): void
  readonly waiting: number
}

/** Everything but small files runs at once. */
export function createSmallTurns<J extends Job>(run: (job: J) => Promise<void>): SmallTurns<J> {
  const waiting = new PassingMap<number, J>()
  let atOnce = Infinity
  let going = 0

  const runSmall = async (job: J): Promise<void> => {
    going++
    await run(job)
    going--
    fill()
  }
  const fill = (): void => {
    for (const [id, job] of waiting) {
      if (going >= atOnce) return
      waiting.delete(id)
      void runSmall(job)
    }
  }
  return {
    begin(job) {
      if (!isSmall(job.body)) void run(job)
      else if (going < atOnce) void runSmall(job)
      else waiting.set(job.id, job)
    },
    drop: (id) => waiting.delete(id),
    setAtOnce(count) {
      atOnce = count
      fill()
    },
    get waiting() {
      return waiting.size
    },
  }
}
