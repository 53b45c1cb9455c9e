// The few spellings of time that OSS uses.

export const maxSkewMs = 15 * 60_000

/** `20260305T083015Z` as milliseconds, or undefined when it is no such time. */
export function parseV4Date(text: string): number | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!found) return undefined
  const [, year, month, day, hour, minute, second] = found
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(ms) ? undefined : ms
}

/** `2026-03-05T08:30:15.000Z`: whole seconds, as in listings and error documents. */
export const isoSeconds = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString()

/** `Thu, 05 Mar 2026 08:30:15 GMT` */
export const httpDate = (ms: number): string => new Date(ms).toUTCString()
