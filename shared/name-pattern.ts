// Names of files yet to come: `{date}`, `{for}` and `{random}` are filled in when a link is made.

export type NameFillings = {
  /** `2026-11-20`, by the asker's calendar. */
  date: string
  /** For whom, as typed. */
  forWhom: string
  random: string
}

const place = /\{(date|for|random)\}/g

/** What must not reach into another folder, or into nothing: slashes and control characters become hyphens. */
export const asPart = (text: string): string =>
  text
    .trim()
    .replace(/[/\\\p{Cc}]+/gu, '-')
    .replace(/^\.+$/, '-')

export const hasPlaces = (pattern: string): boolean => pattern.search(place) >= 0

/** Whether the name stays unfinished without saying for whom it is. */
export const needsForWhom = (pattern: string): boolean => pattern.includes('{for}')

export function fillName(pattern: string, { date, forWhom, random }: NameFillings): string {
  const fillings: Readonly<Record<string, string>> = { date, for: asPart(forWhom), random }
  return pattern.replace(place, (all, name: string) => fillings[name] ?? all)
}
