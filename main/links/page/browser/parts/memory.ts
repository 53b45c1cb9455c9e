// What this browser remembers of an upload, for buckets that do not tell a page what they have. A page opened from a disk
// has no storage in some browsers: then nothing is remembered.

type FileFacts = Pick<File, 'name' | 'size' | 'lastModified'>
type Kept = { name: string; size: number; lastModified: number; isMixed: boolean; etags: Record<string, string> }

export type Memory = {
  /** Whether anything will be there when the page is opened again. */
  isKept: boolean
  /** Of this very file: the ETag by part, empty where the page could not read it. */
  recall(file: FileFacts): Map<number, string>
  remember(file: FileFacts, number: number, etag: string): void
  /** Whether parts of another file were sent before those of the last one. */
  isMixed(): boolean
  forget(): void
}

function open(): Storage | undefined {
  try {
    const probe = 'courier-probe'
    localStorage.setItem(probe, '1')
    localStorage.removeItem(probe)
    return localStorage
  } catch {
    return undefined
  }
}

/** Thousands of parts make a long text, which is not written for each. */
const writtenEveryMs = 500

const isSame = (kept: Kept, { name, size, lastModified }: FileFacts): boolean =>
  kept.name === name && kept.size === size && kept.lastModified === lastModified

export function createMemory(uploadId: string): Memory {
  const storage = open()
  const place = `courier-parts-${uploadId}`
  let kept: Kept | undefined
  try {
    // Written below, in this form; anything else is nothing.
    kept = JSON.parse(storage?.getItem(place) ?? 'null') ?? undefined
  } catch {
    kept = undefined
  }
  let timer = 0
  const write = () => {
    timer = 0
    try {
      storage?.setItem(place, JSON.stringify(kept))
    } catch {
      // Full: what is not remembered is sent again.
    }
  }
  return {
    isKept: storage !== undefined,
    recall: (file) =>
      new Map(kept && isSame(kept, file) ? Object.entries(kept.etags).map(([n, etag]) => [Number(n), etag]) : []),
    remember: (file, number, etag) => {
      const { name, size, lastModified } = file
      const isMixed = kept !== undefined && (kept.isMixed || !isSame(kept, file))
      if (!kept || !isSame(kept, file)) kept = { name, size, lastModified, isMixed, etags: {} }
      kept.etags[number] = etag
      timer ||= window.setTimeout(write, writtenEveryMs)
    },
    isMixed: () => kept?.isMixed === true,
    forget: () => {
      kept = undefined
      try {
        storage?.removeItem(place)
      } catch {
        // Then it stays until the browser is cleaned. It opens nothing.
      }
    },
  }
}
