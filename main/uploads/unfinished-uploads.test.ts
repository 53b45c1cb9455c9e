// Nothing that was begun at OSS is forgotten: it is found, gone on with, or removed.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openJournal } from '../platform/open-journal.ts'
import type { SendOptions } from '../../shared/model/upload.ts'
import { failure } from './testing/fake-oss.ts'
import { sendRequest } from './testing/records.ts'
import { MiB, Rig } from './testing/rig.ts'

let rig: Rig
beforeEach(() => {
  rig = new Rig(openJournal(':memory:', 0).journal, { requestsAtOnce: 2 })
  rig.disk.file('/disk/big.bin', 40 * MiB)
})
afterEach(async () => {
  await rig.uploads.close()
  rig.journal.close()
})

/** A start of the app with the same queue, disk and bucket. */
async function restart(): Promise<void> {
  await rig.uploads.close()
  const { journal, oss, disk } = rig
  oss.operations.length = 0
  oss.fault = () => undefined
  rig = new Rig(journal, { oss, disk, requestsAtOnce: 2 })
  await rig.clock.settle()
}

const loseFirstInitiate = () => {
  rig.oss.fault = (name, count) =>
    name === 'initiate big.bin' && count === 0 ? { after: failure('net.reset') } : undefined
}

describe('when the answer to the initiate was lost', () => {
  it('the upload OSS began is found by listing and removed before another is begun', async () => {
    loseFirstInitiate()
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.oss.operations.slice(0, 6)).toEqual([
      'head big.bin',
      'initiate big.bin',
      'listUploads big.bin',
      'listParts U1',
      'abort U1',
      'initiate big.bin',
    ])
    expect(rig.file('big.bin')).toMatchObject({ status: 'completed', isChecked: true })
    expect(rig.oss.uploads.size).toBe(0)
  })

  it('another is begun when OSS has none after all', async () => {
    rig.oss.fault = (name, count) =>
      name === 'initiate big.bin' && count === 0 ? { before: failure('net.reset') } : undefined
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.oss.count('initiate')).toBe(2)
    expect(rig.oss.uploads.size).toBe(0)
    expect(rig.file('big.bin').status).toBe('completed')
  })

  it('another is begun where the key may not list', async () => {
    rig.oss.fault = (name, count) => {
      if (name.startsWith('listUploads')) return { before: failure('auth.denied') }
      return name === 'initiate big.bin' && count === 0 ? { after: failure('net.reset') } : undefined
    }
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.file('big.bin').status).toBe('completed')
  })

  it('that of another row with the same key is not gone on with: it has metadata of its own', async () => {
    rig.oss.fault = (name) => (name.startsWith('initiate') ? { after: failure('net.reset') } : undefined)
    await rig.add('/disk/big.bin', { metadata: { team: 'A' } })
    await rig.clock.pass(3_600_000)
    expect(rig.file('big.bin').status).toBe('failed')
    loseFirstInitiate()
    rig.oss.operations.length = 0
    await rig.add('/disk/big.bin', { metadata: { team: 'B' } })
    await rig.finish()
    expect(rig.oss.objects.get('big.bin')?.headers['x-oss-meta-team']).toBe('B')
  })

  it('one that reaches OSS only after it was looked for is removed a little later', async () => {
    rig.oss.fault = (name, count) =>
      name === 'initiate big.bin' && count === 0 ? { before: failure('net.reset') } : undefined
    rig.oss.delay = (name) => {
      if (name.startsWith('uploadPart')) {
        const late = { objectKey: 'big.bin', headers: {}, parts: new Map(), initiatedMs: rig.oss.nowMs }
        rig.oss.uploads.set('LATE', late)
      }
      return Promise.resolve()
    }
    await rig.add('/disk/big.bin')
    await rig.finish()
    await rig.clock.pass(5000)
    expect(rig.file('big.bin').status).toBe('completed')
    expect(rig.oss.uploads.size).toBe(0)
  })

  it('all of them are removed when several got lost', async () => {
    const lost = { after: failure('net.reset') }
    rig.oss.fault = (name, count) => {
      if (name === 'listParts U1' && count === 0) return { before: failure('auth.denied') }
      return name === 'initiate big.bin' && count < 2 ? lost : undefined
    }
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.oss.count('initiate')).toBe(3)
    expect(rig.file('big.bin').status).toBe('completed')
    expect(rig.oss.uploads.size).toBe(0)
  })

  it('it is removed after a cancel although the clock was found wrong only then', async () => {
    rig.oss.nowMs += 3_600_000
    rig.oss.delay = (name) => {
      if (!name.startsWith('initiate')) return Promise.resolve()
      rig.oss.nowMs -= 3_600_000
      return Promise.resolve()
    }
    loseFirstInitiate()
    await rig.add('/disk/big.bin')
    await rig.act('cancel')
    await rig.clock.pass(40_000)
    expect([rig.oss.count('initiate'), rig.oss.uploads.size, rig.journal.pendingAborts(1)]).toEqual([1, 0, []])
  })

  it('it is found although the clock was wrong when it was asked for', async () => {
    rig.oss.nowMs += 3_600_000
    rig.oss.delay = (name) => {
      if (name.startsWith('initiate')) rig.oss.nowMs -= 3_600_000
      return Promise.resolve()
    }
    loseFirstInitiate()
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.file('big.bin').status).toBe('completed')
    expect(rig.oss.uploads.size).toBe(0)
  })

  it('it is not forgotten when the journal could not take the answer', async () => {
    const { journal } = rig
    const advance = journal.updateFile.bind(journal)
    let isFull = true
    journal.updateFile = (fileId, change) => {
      if (isFull && change.multipart?.uploadId === 'U1') {
        isFull = false
        throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
      }
      advance(fileId, change)
    }
    await rig.uploads.close()
    rig = new Rig(journal, { oss: rig.oss, disk: rig.disk, requestsAtOnce: 2 })
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(isFull).toBe(false)
    expect(rig.file('big.bin').status).toBe('completed')
    expect(rig.oss.uploads.size).toBe(0)
  })

  it('it is found after a restart, too', async () => {
    loseFirstInitiate()
    rig.oss.delay = (name) => (name.startsWith('listUploads') ? new Promise(() => undefined) : Promise.resolve())
    await rig.add('/disk/big.bin')
    await rig.clock.pass(5000)
    rig.oss.delay = () => Promise.resolve()
    await restart()
    await rig.finish()
    expect(rig.oss.count('initiate')).toBe(1)
    expect(rig.file('big.bin').status).toBe('completed')
    expect(rig.oss.uploads.size).toBe(0)
  })

  it('a cancel finds and removes it', async () => {
    loseFirstInitiate()
    rig.oss.delay = (name) =>
      name.startsWith('listUploads') && rig.oss.count('abort') === 0 && rig.file('big.bin').status === 'uploading'
        ? new Promise(() => undefined)
        : Promise.resolve()
    await rig.add('/disk/big.bin')
    await rig.clock.pass(5000)
    expect(rig.oss.uploads.size).toBe(1)
    await rig.act('cancel')
    await rig.clock.pass(5000)
    expect(rig.oss.uploads.size).toBe(0)
    await rig.clock.pass(30_000)
    expect(rig.journal.pendingAborts(1)).toEqual([])
  })

  // Found by chaos, seed 700888.
  it('one that reaches OSS ten seconds after its cancel is removed, and holds up no other', async () => {
    rig.oss.fault = (name) => (name === 'initiate big.bin' ? { hang: true } : undefined)
    rig.disk.file('/disk/other.bin', 40 * MiB)
    await rig.add('/disk/big.bin')
    await rig.clock.pass(1000)
    await rig.act('cancel')
    rig.oss.fault = (name) => (name === 'uploadPart U1 #4' ? { hang: true } : undefined)
    await rig.add('/disk/other.bin')
    await rig.clock.pass(1000)
    expect(rig.oss.uploads.size).toBe(1)
    await rig.act('cancel')
    await rig.clock.pass(1000)
    expect(rig.oss.uploads.size).toBe(0)
    await rig.clock.pass(7000)
    rig.oss.uploads.set('LATE', { objectKey: 'big.bin', headers: {}, parts: new Map(), initiatedMs: rig.oss.nowMs })
    await rig.clock.pass(30_000)
    expect(rig.oss.uploads.size).toBe(0)
    expect(rig.journal.pendingAborts(1)).toEqual([])
  })

  it.each([
    ['has parts', () => rig.oss.uploads.get('X')?.parts.set(1, { size: 1, crc64: '1', etag: 'E' })],
    [
      'was begun long before',
      () => Object.assign(rig.oss.uploads.get('X') ?? {}, { initiatedMs: rig.oss.nowMs - 3_600_000 }),
    ],
    ['is of a longer name', () => Object.assign(rig.oss.uploads.get('X') ?? {}, { objectKey: 'big.bin.old' })],
  ])("someone else's upload that %s is left alone", async (_, make) => {
    rig.oss.uploads.set('X', { objectKey: 'big.bin', headers: {}, parts: new Map(), initiatedMs: rig.oss.nowMs })
    make()
    rig.oss.fault = (name, count) =>
      name === 'initiate big.bin' && count === 0 ? { before: failure('net.reset') } : undefined
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect([...rig.oss.uploads.keys()]).toEqual(['X'])
    expect(rig.file('big.bin').status).toBe('completed')
  })
})

describe('adding the same file again', () => {
  const failAtPart4 = async (options: Partial<SendOptions> = {}) => {
    rig.oss.fault = (name) => (name === 'uploadPart U1 #4' ? { before: failure('auth.denied') } : undefined)
    await rig.add('/disk/big.bin', options)
    await rig.finish()
    rig.oss.fault = () => undefined
    rig.oss.operations.length = 0
  }
  const states = () => rig.files().map(({ status }) => status)

  it('goes on with the parts of the one that failed, even under another policy for taken names', async () => {
    await failAtPart4()
    await rig.add('/disk/big.bin', { onConflict: 'skip' })
    await rig.finish()
    expect(rig.oss.count('initiate')).toBe(0)
    expect(rig.oss.count('uploadPart')).toBeLessThanOrEqual(2)
    expect(states()).toEqual(['failed', 'completed'])
    expect(rig.oss.uploads.size).toBe(0)
    expect(rig.uploads.totals()).toMatchObject({ totalBytes: 40 * MiB, acceptedBytes: 40 * MiB })
  })

  it('goes on with the parts of one that is paused', async () => {
    rig.oss.fault = (name) => (name === 'uploadPart U1 #4' ? { hang: true } : undefined)
    await rig.add('/disk/big.bin')
    await rig.act('pause')
    rig.oss.fault = () => undefined
    await rig.add('/disk/big.bin')
    await rig.finish()
    expect(rig.oss.count('initiate')).toBe(1)
    expect(states()).toEqual(['paused', 'completed'])
  })

  it.each([
    ['the file has changed', () => rig.disk.touch('/disk/big.bin', 40 * MiB), {}, ''],
    ['it is to be stored otherwise', () => undefined, { metadata: { team: 'x' } }, ''],
    ['it goes elsewhere', () => undefined, {}, 'other/'],
  ])('begins anew when %s', async (_, change, options, destination) => {
    await failAtPart4()
    change()
    await rig.uploads.add(['/disk/big.bin'], sendRequest(options, destination))
    await rig.finish()
    expect(rig.oss.count('initiate')).toBe(1)
    expect(states()).toEqual(['failed', 'completed'])
  })

  it('leaves the upload of one that is being sent to that one', async () => {
    rig.oss.fault = (name) => (name === 'uploadPart U1 #4' ? { hang: true } : undefined)
    await rig.add('/disk/big.bin')
    await rig.add('/disk/big.bin')
    await rig.clock.pass(1000)
    expect(rig.oss.count('initiate')).toBe(1)
    expect(rig.files().map(({ status }) => status)).toEqual(['uploading', 'queued'])
  })
})
