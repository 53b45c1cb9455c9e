// A moment as a message says it to a reader in another place.

type Words = { intlLocale: string; timeInZone: (time: string, zone: string) => string }
type Formatters = { time: Intl.DateTimeFormat; zone: Intl.DateTimeFormat }

/** Making a formatter takes some 50 µs, and ten thousand messages have the same two. */
const made = new Map<string, Formatters>()

function formattersFor(intlLocale: string, timeZone: string): Formatters {
  const key = `${intlLocale} ${timeZone}`
  const known = made.get(key)
  if (known) return known
  const formatters = {
    time: new Intl.DateTimeFormat(intlLocale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
      timeZone,
    }),
    zone: new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }),
  }
  made.set(key, formatters)
  return formatters
}

/** Sat, 21 Nov 2026, 16:20 (GMT+8): with the year and the offset. `timeZone` is an IANA name. */
export function timeText(atMs: number, say: Words, timeZone: string): string {
  const { time, zone } = formattersFor(say.intlLocale, timeZone)
  const offset = zone.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value
  return say.timeInZone(time.format(atMs), offset ?? timeZone)
}
