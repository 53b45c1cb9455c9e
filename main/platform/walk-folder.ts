import { opendirSync, realpathSync, statSync } from 'node:fs'
import type { Dirent, Stats } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { WalkEntry } from '../uploads/ports.ts'
import { errnoOf, fileError, folderError } from './file-error.ts'

export type IsJunk = (name: string, kind: 'file' | 'folder') => boolean
type Place = { path: string; relativePath: string }

/** What is held of a folder at a time. */
const bufferSize = 64

/** `realPath` is free of links: a folder met again below itself is a loop. */
type Folder = Place & { realPath: string; above: Folder | undefined }

/** Undefined for a subfolder, which is not asked about but opened. */
type Found = { name: string; isFolder: boolean; isLink: boolean; stat: Stats | undefined; error: unknown }

function isAbove(folder: Folder, realPath: string): boolean {
  for (let at: Folder | undefined = folder; at; at = at.above) if (at.realPath === realPath) return true
  return false
}

function look(folder: Folder, entry: Dirent): Found {
  const { name } = entry
  const isLink = entry.isSymbolicLink()
  // Some file systems do not tell what an entry is; then the question is asked below.
  if (entry.isDirectory()) return { name, isLink, isFolder: true, stat: undefined, error: undefined }
  try {
    const found = statSync(join(folder.path, name))
    return { name, isLink, isFolder: found.isDirectory(), stat: found, error: undefined }
  } catch (error) {
    return { name, isLink, isFolder: false, stat: undefined, error }
  }
}

/** Entries in the order the disk gives them, without ever holding all of a folder. */
function* entriesOf(path: string): Generator<Dirent> {
  const folder = opendirSync(path, { bufferSize })
  try {
    for (let entry = folder.readSync(); entry; entry = folder.readSync()) yield entry
  } finally {
    folder.closeSync()
  }
}

/** A file or one that cannot be sent; folders are the walk's own affair. */
function judge({ name, isLink, stat: found, error }: Found, at: Place): WalkEntry {
  if (found?.isFile()) return { kind: 'file', ...at, stat: { size: found.size, mtimeMs: found.mtimeMs } }
  if (found) return { kind: 'skipped', ...at, reason: 'special' }
  const errno = errnoOf(error)
  if (errno === 'ELOOP') return { kind: 'skipped', ...at, reason: 'loop' }
  if (errno === 'ENOENT' && isLink) return { kind: 'skipped', ...at, reason: 'brokenLink' }
  // A name that is not UTF-8 was read with replacement characters, and nothing is found under that spelling.
  const isMisspelt = errno === 'ENOENT' && name.includes('\ufffd')
  const shown = isMisspelt ? new AppError('file.unreadable', { cause: error }) : fileError(error)
  return { kind: 'failed', ...at, error: shown.shape }
}

const failedFolder = ({ path, relativePath }: Place, error: unknown): WalkEntry => ({
  kind: 'failed',
  path,
  relativePath,
  error: folderError(error).shape,
})

function* walkEntry(folder: Folder, found: Found, at: Place, isJunk: IsJunk): Generator<WalkEntry> {
  if (!found.isFolder) {
    yield judge(found, at)
    return
  }
  let realPath: string
  try {
    realPath = found.isLink ? realpathSync.native(at.path) : join(folder.realPath, found.name)
  } catch (error) {
    yield failedFolder(at, error)
    return
  }
  if (isAbove(folder, realPath)) yield { kind: 'skipped', ...at, reason: 'loop' }
  else yield* walkBelow({ ...at, realPath, above: folder }, isJunk)
}

function* walkBelow(folder: Folder, isJunk: IsJunk): Generator<WalkEntry> {
  let isEmpty = true
  try {
    for (const entry of entriesOf(folder.path)) {
      const found = look(folder, entry)
      const { name, isFolder, stat: about } = found
      const relativePath = folder.relativePath === '' ? name : `${folder.relativePath}/${name}`
      const at = { path: join(folder.path, name), relativePath }
      if (isJunk(name, isFolder ? 'folder' : 'file')) {
        yield { kind: 'skipped', ...at, reason: 'junk', ...(about?.isFile() ? { size: about.size } : {}) }
      } else {
        isEmpty = false
        yield* walkEntry(folder, found, at, isJunk)
      }
    }
  } catch (error) {
    yield failedFolder(folder, error)
    return
  }
  if (isEmpty) yield { kind: 'emptyFolder', path: folder.path, relativePath: folder.relativePath }
}

/** What cannot name its real path (some network drives) is walked under the path it was given. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

/**
 * Everything below a folder, depth first, each folder read as it is reached. Links are followed unless they lead back
 * above themselves. A folder holding nothing but junk counts as empty, as it looks to its owner. `relativePath` starts
 * below `path`. Blocks its thread: the app walks in a thread of its own (walk-thread.ts). Never throws.
 */
export function* walkFolder(path: string, isJunk: IsJunk): Generator<WalkEntry> {
  yield* walkBelow({ path, relativePath: '', realPath: realPathOf(path), above: undefined }, isJunk)
}

/** The same for whoever has no thread to spare. Throws only the signal's reason. */
export async function* walkHere(path: string, isJunk: IsJunk, signal: AbortSignal): AsyncGenerator<WalkEntry> {
  signal.throwIfAborted()
  for (const entry of walkFolder(path, isJunk)) {
    yield await Promise.resolve(entry)
    signal.throwIfAborted()
  }
}
