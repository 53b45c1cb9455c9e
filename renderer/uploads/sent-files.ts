// The files of a folder that were sent, read window by window: there may be more of them than rows on screen.
import type { ItemId, RowWindow, WindowQuery } from '../../shared/model/upload.ts'

/** Links for more at once would be read by nobody. */
export const maxSentFiles = 1000
const rowsAtOnce = 200

type Ask = (query: WindowQuery) => Promise<Pick<RowWindow, 'rows'>>

/** The names of the sent ones in the bucket, the first thousand. `from` is the row of the folder itself, which must be expanded. */
export async function sentFilesOf(
  ask: Ask,
  query: Omit<WindowQuery, 'offset' | 'limit'>,
  { itemId, from }: { itemId: ItemId; from: number },
): Promise<string[]> {
  const found: string[] = []
  for (let offset = from; found.length < maxSentFiles; offset += rowsAtOnce) {
    const { rows } = await ask({ ...query, offset, limit: rowsAtOnce })
    const own = rows.filter((row) => row.itemId === itemId)
    for (const row of own) if (row.kind === 'file' && row.status === 'completed') found.push(row.objectKey)
    if (own.length < rowsAtOnce) break
  }
  return found.slice(0, maxSentFiles)
}
