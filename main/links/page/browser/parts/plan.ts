// How a file is cut into the parts of a kit, and where each of them goes.
import type { PageKit } from '../kit-facts.ts'

/** Bytes [start, end) of the file. */
export type Range = { number: number; start: number; end: number }

export const cut = (size: number, partSize: number): Range[] =>
  Array.from({ length: Math.max(1, Math.ceil(size / partSize)) }, (_, index) => ({
    number: index + 1,
    start: index * partSize,
    end: Math.min(size, (index + 1) * partSize),
  }))

/** The last one first: whoever looks at what has arrived then knows how many there will be, and sees what is missing. */
export const inOrder = (ranges: readonly Range[]): Range[] => [...ranges.slice(-1), ...ranges.slice(0, -1)]

export const partUrl = ({ part }: PageKit, number: number): string =>
  part.url.replace('{partNumber}', String(number)).replace('{signature}', part.signatures[number - 1] ?? '')
