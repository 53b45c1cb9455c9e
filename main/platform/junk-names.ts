// What operating systems and office programs leave behind in folders, and nobody means to send.

const files = new Set(['.ds_store', 'thumbs.db', 'ehthumbs.db', 'desktop.ini', '.apdisk', 'icon\r'])

/** Of a volume's root: recycle bins, indexes, versions. */
const folders = new Set([
  '.trashes',
  '.spotlight-v100',
  '.fseventsd',
  '.temporaryitems',
  '.documentrevisions-v100',
  '.pkinstallsandboxmanager',
  '$recycle.bin',
  'system volume information',
])

/** `~$` is an open Office document's lock, `._` macOS's second half of a file on a foreign disk, `.~lock.` LibreOffice's. */
const isLeftover = (name: string): boolean =>
  name.startsWith('~$') || name.startsWith('._') || (name.startsWith('.~lock.') && name.endsWith('#'))

export function isJunk(name: string, kind: 'file' | 'folder'): boolean {
  const lower = name.toLowerCase()
  return kind === 'folder' ? folders.has(lower) : files.has(lower) || isLeftover(name)
}
