import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, chmod, mkdir, mkdtemp, rm, rmdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { crc64 } from '../oss/crc64.ts'
import type { WalkEntry } from '../uploads/ports.ts'
import { createDiskSources } from './disk-sources.ts'
import { walkHere } from './walk-folder.ts'

const noAbort = new AbortController().signal
const sources = createDiskSources()

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'walk-'))
})
afterEach(async () => {
  await rm(root, { recursive: true })
})

async function make(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(root, path, '..'), { recursive: true })
    if (path.endsWith('/')) await mkdir(join(root, path), { recursive: true })
    else await writeFile(join(root, path), path)
  }
}
async function walked(from = sources): Promise<WalkEntry[]> {
  const entries: WalkEntry[] = []
  for await (const entry of from.walk(root, noAbort)) entries.push(entry)
  return entries
}

/** `what relativePath`, sorted: the disk's order is its own affair. */
function told(entries: readonly WalkEntry[]): string[] {
  const what = (entry: WalkEntry): string => {
    if (entry.kind === 'skipped') return entry.reason
    return entry.kind === 'failed' ? entry.error.code : entry.kind
  }
  return entries.map((entry) => `${what(entry)} ${entry.relativePath}`).sort()
}

describe('a walk', () => {
  it('finds files at every depth and empty folders, with the path of the disk and a key path of slashes', async () => {
    await make('a.txt', 'deep/er/b.txt', 'deep/empty/')
    await utimes(join(root, 'a.txt'), 1000, 1000)
    const entries = await walked()
    expect(told(entries)).toEqual(['emptyFolder deep/empty', 'file a.txt', 'file deep/er/b.txt'])
    expect(entries).toContainEqual({
      kind: 'file',
      path: join(root, 'a.txt'),
      relativePath: 'a.txt',
      stat: { size: 5, mtimeMs: 1_000_000 },
    })
  })

  it('keeps every name as the disk spells it, in either Unicode form', async () => {
    const names = ['e\u0301.txt', '\u00e9.txt', '合同 🎉.pdf', '+%&#?.txt', '-rf', ' space ', 'back\\slash']
    await make(...names)
    expect(told(await walked())).toEqual(names.map((name) => `file ${name}`).sort())
  })

  it('yields an empty root as an empty folder', async () => {
    expect(told(await walked())).toEqual(['emptyFolder '])
  })

  it('skips junk by name and says so; a folder of nothing else is empty', async () => {
    await make('.DS_Store', 'THUMBS.DB', 'desktop.ini', '~$report.docx', '._photo.jpg', '.~lock.x.odt#')
    await make('.Trashes/old.txt', '$RECYCLE.BIN/x', 'mac/.DS_Store', '~/kept.txt', '.env', 'thumbs.db.txt')
    const junk = ['$RECYCLE.BIN', '.DS_Store', '.Trashes', '._photo.jpg', '.~lock.x.odt#', 'THUMBS.DB']
    const all = [...junk, 'desktop.ini', 'mac/.DS_Store', '~$report.docx'].map((name) => `junk ${name}`)
    const rest = ['emptyFolder mac', 'file .env', 'file thumbs.db.txt', 'file ~/kept.txt']
    expect(told(await walked())).toEqual([...rest, ...all].sort())
    const everything = await walked(createDiskSources({ walk: (path, signal) => walkHere(path, () => false, signal) }))
    expect(told(everything).filter((line) => line.startsWith('junk'))).toEqual([])
  })

  it('says how large a skipped file is; a skipped folder has no size', async () => {
    await make('.DS_Store', '.Trashes/old.txt')
    const sizes = (await walked()).map((entry) => [entry.relativePath, 'size' in entry ? entry.size : undefined])
    expect(Object.fromEntries(sizes)).toEqual({ '': undefined, '.DS_Store': '.DS_Store'.length, '.Trashes': undefined })
  })

  it('reads a folder larger than it ever holds', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `${index}`)
    await make(...names)
    expect(told(await walked())).toEqual(names.map((name) => `file ${name}`).sort())
  })

  it('is lazy: what is added to a folder not yet reached is found', async () => {
    await make('a/1', 'b/1')
    const seen: WalkEntry[] = []
    for await (const entry of sources.walk(root, noAbort)) {
      if (seen.length === 0) await make(entry.relativePath.startsWith('a') ? 'b/2' : 'a/2')
      seen.push(entry)
    }
    expect(seen).toHaveLength(3)
  })

  it('stops with the reason when aborted', async () => {
    await make('a', 'b', 'c')
    const abort = new AbortController()
    let count = 0
    const walk = async (): Promise<void> => {
      for await (const _ of sources.walk(root, abort.signal)) {
        count++
        abort.abort('canceled')
      }
    }
    await expect(walk()).rejects.toBe('canceled')
    expect(count).toBe(1)
  })
})

describe('a walk over links', () => {
  it('follows links to files and folders', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'))
    await writeFile(join(outside, 'far.txt'), 'far away')
    await make('near.txt')
    await symlink(outside, join(root, 'folder'))
    await symlink(join(outside, 'far.txt'), join(root, 'file'))
    const entries = await walked()
    await rm(outside, { recursive: true })
    expect(told(entries)).toEqual(['file file', 'file folder/far.txt', 'file near.txt'])
    const sizes = entries.map((entry) => (entry.kind === 'file' ? entry.stat.size : 0))
    expect(sizes.sort()).toEqual([8, 8, 8])
  })

  it('ends at loops, direct, through a parent and from outside, and reports them', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'))
    await symlink(root, join(outside, 'back'))
    await make('a/b/file')
    await symlink('self', join(root, 'self'))
    await symlink('..', join(root, 'a/b/up'))
    await symlink(root, join(root, 'a/root'))
    await symlink(outside, join(root, 'out'))
    const entries = await walked()
    await rm(outside, { recursive: true })
    expect(told(entries)).toEqual(['file a/b/file', 'loop a/b/up', 'loop a/root', 'loop out/back', 'loop self'])
  })

  it('sends a folder linked twice under both names, for that is no loop', async () => {
    await make('real/file')
    await symlink('real', join(root, 'link'))
    expect(told(await walked())).toEqual(['file link/file', 'file real/file'])
  })

  it('reports a broken link', async () => {
    await symlink('nowhere', join(root, 'broken'))
    expect(told(await walked())).toEqual(['brokenLink broken'])
  })
})

describe('a walk over what cannot be read', () => {
  it('skips pipes, sockets and devices', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')])
    await symlink('/dev/null', join(root, 'device'))
    const server = createServer().listen(join(root, 'socket'))
    await once(server, 'listening')
    const entries = await walked()
    server.close()
    expect(told(entries)).toEqual(['special device', 'special pipe', 'special socket'])
  })

  it('goes on past a folder that is gone when it is reached', async () => {
    await make('a/file', 'b/file', 'c/file')
    const entries: WalkEntry[] = []
    for await (const entry of sources.walk(root, noAbort)) {
      const other = entry.relativePath.startsWith('b') ? 'c' : 'b'
      if (entries.length === 0) await rm(join(root, other), { recursive: true })
      entries.push(entry)
    }
    expect(entries).toHaveLength(3)
    expect(told(entries).filter((line) => line.startsWith('folder.unreadable'))).toHaveLength(1)
  })

  it.skipIf(process.getuid?.() === 0)('goes on past a folder without permission', async () => {
    await make('closed/file', 'open/file')
    await chmod(join(root, 'closed'), 0)
    const entries = await walked()
    await chmod(join(root, 'closed'), 0o700)
    expect(told(entries)).toEqual(['file open/file', 'folder.unreadable closed'])
  })

  it('names a path too long for the system and goes on', async () => {
    await make('short')
    const step = 'd'.repeat(250)
    execFileSync('sh', ['-c', `for i in $(seq 20); do mkdir ${step} && cd -P ${step}; done`], { cwd: root })
    expect(told(await walked()).map((line) => line.split(' ')[0])).toEqual(['file', 'folder.unreadable'])
    execFileSync('rm', ['-r', step], { cwd: root })
  })

  it.runIf(process.platform === 'linux')('reports names that are not UTF-8 instead of losing them', async () => {
    await make('good', 'odd � but real')
    const spelt = (name: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')])
    await writeFile(spelt('bad\xff.txt'), '')
    await mkdir(spelt('dir\xff'))
    const entries = told(await walked())
    await rmdir(spelt('dir\xff'))
    expect(entries).toEqual(['file good', 'file odd � but real', 'file.unreadable bad�.txt', 'folder.unreadable dir�'])
  })
})

describe('a single path', () => {
  it('is inspected as file or folder', async () => {
    await make('file')
    expect(await sources.inspect(root)).toEqual({ kind: 'folder' })
    const stat = { size: 4, mtimeMs: expect.any(Number) as number }
    expect(await sources.inspect(join(root, 'file'))).toEqual({ kind: 'file', stat })
    expect(await sources.stat(join(root, 'file'))).toEqual(stat)
  })

  it('is file.special when it is neither, file.notFound when it is gone or a broken link', async () => {
    await symlink('nowhere', join(root, 'broken'))
    await expect(sources.inspect('/dev/null')).rejects.toMatchObject({ code: 'file.special' })
    await expect(sources.inspect(join(root, 'gone'))).rejects.toMatchObject({ code: 'file.notFound' })
    await expect(sources.stat(join(root, 'broken'))).rejects.toMatchObject({ code: 'file.notFound' })
    await expect(sources.stat(join(root, 'x'.repeat(300)))).rejects.toMatchObject({ code: 'file.unreadable' })
  })

  it('is checksummed as it is now', async () => {
    const path = join(root, 'file')
    const bytes = Buffer.alloc(2_500_000, 'courier')
    await writeFile(path, bytes)
    expect(await sources.crc64?.(path, noAbort)).toBe(crc64(bytes))
    await appendFile(path, '!')
    expect(await sources.crc64?.(path, noAbort)).toBe(crc64(Buffer.concat([bytes, Buffer.from('!')])))
    await expect(sources.crc64?.(join(root, 'gone'), noAbort)).rejects.toMatchObject({ code: 'file.notFound' })
    await expect(sources.crc64?.(path, AbortSignal.abort('stop'))).rejects.toBe('stop')
  })
})
