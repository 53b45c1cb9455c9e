// Where in the queue the files of a folder stand, so that the middle of a million is found without stepping over half.
import type { FileStatus } from '../../shared/model/upload.ts'
import { statuses, statusNumber } from './journal-rows.ts'

/** Rows are counted in stretches of so many numbers; inside of one they are stepped over. */
export const stretchRows = 1024

/** Of the wanted rows numbered from `from` to `to`, `take` after the first `skip`. */
export type Piece = { from: number; to: number; skip: number; take: number }

/** `counts`: of each stretch, from number `first` on, how many files it has in each status. */
type Place = { first: number; counts: number[] }

export class JournalPlaces {
  readonly #items = new Map<number, Place>()

  clear(): void {
    this.#items.clear()
  }

  remove(itemNumber: number): void {
    this.#items.delete(itemNumber)
  }

  add(itemNumber: number, stretch: number, status: FileStatus, files: number): void {
    let place = this.#items.get(itemNumber)
    if (!place) this.#items.set(itemNumber, (place = { first: stretch, counts: [] }))
    for (; place.first > stretch; place.first--) place.counts.unshift(...statuses.map(() => 0))
    const at = (stretch - place.first) * statuses.length + statusNumber(status)
    while (place.counts.length <= at) place.counts.push(0)
    place.counts[at] = (place.counts[at] ?? 0) + files
  }

  /** Where to look for the wanted rows [offset, offset + limit) of an item; undefined where that was not counted. */
  pieces(itemNumber: number, wanted: readonly FileStatus[], offset: number, limit: number): Piece[] | undefined {
    const place = this.#items.get(itemNumber)
    if (!place) return undefined
    const numbers = wanted.map(statusNumber)
    const pieces: Piece[] = []
    let [skip, missing] = [offset, limit]
    for (let at = 0; at < place.counts.length && missing > 0; at += statuses.length) {
      let count = 0
      for (const number of numbers) count += place.counts[at + number] ?? 0
      const take = Math.min(count - skip, missing)
      if (take > 0) {
        const from = (place.first + at / statuses.length) * stretchRows
        const last = pieces.at(-1)
        if (last?.to === from - 1) Object.assign(last, { to: from + stretchRows - 1, take: last.take + take })
        else pieces.push({ from, to: from + stretchRows - 1, skip, take })
        missing -= take
      }
      skip = Math.max(0, skip - count)
    }
    return pieces
  }
}
