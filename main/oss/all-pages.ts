import { AppError } from '../../shared/errors.ts'

/**
 * Every entry of a listing, or those of the pages up to `limit`. Throws `server.error` when a page comes round again:
 * it would never end.
 */
export async function allPages<Entry, Marker>(
  readPage: (marker: Marker | undefined) => Promise<{ entries: Entry[]; next?: Marker }>,
  limit = Infinity,
): Promise<Entry[]> {
  const entries: Entry[] = []
  const seen = new Set<string>()
  for (let marker: Marker | undefined; ;) {
    const page = await readPage(marker)
    for (const entry of page.entries) entries.push(entry)
    if (page.next === undefined || entries.length >= limit) return entries
    const spelled = JSON.stringify(page.next)
    if (seen.has(spelled)) throw new AppError('server.error', { isRetryable: true })
    seen.add(spelled)
    marker = page.next
  }
}
