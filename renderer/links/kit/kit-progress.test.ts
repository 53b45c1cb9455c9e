import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import type { KitParts } from '../../../shared/model/kit.ts'
import type { LinkId } from '../../../shared/model/link.ts'
import { KitProgress } from './kit-progress.svelte.ts'

// Any text is an id here.
const linkId = 'l1' as LinkId
const parts: KitParts = { accepted: 3, planned: 3, bytes: 300, isWhole: true, removedAtMs: 1 }

function scripted(failure?: AppError) {
  const asked: string[] = []
  const answer = async <T>(what: string, value: T): Promise<T> => {
    asked.push(what)
    if (failure) throw failure
    return value
  }
  const progress = new KitProgress(
    {
      parts: () => answer('parts', parts),
      finish: () => answer('finish', { bytes: 300, isNotified: true }),
      discard: () => answer('discard', undefined),
    },
    linkId,
  )
  return { progress, asked }
}

describe('a large file on its way', () => {
  it('shows what has arrived, and is finished once', async () => {
    const { progress, asked } = scripted()
    await progress.look()
    expect(progress.parts).toEqual(parts)
    progress.asking = 'finish'
    await Promise.all([progress.finish(), progress.finish()])
    expect(asked).toEqual(['parts', 'finish'])
    expect(progress.end).toEqual({ kind: 'finished', bytes: 300, isNotified: true })
    expect(progress.asking).toBe(undefined)
  })

  it('says that it is over when its sender has finished meanwhile', async () => {
    const { progress } = scripted(new AppError('kit.ended'))
    await progress.discard()
    expect([progress.end, progress.error]).toEqual([{ kind: 'over' }, null])
  })

  it('looks again unasked without a word when it cannot, and not while something is being asked', async () => {
    const { progress } = scripted(new AppError('net.offline'))
    await progress.look(true)
    expect([progress.error, progress.isQuiet]).toEqual([null, true])
    progress.asking = 'discard'
    expect(progress.isQuiet).toBe(false)
  })

  it('keeps what went wrong, so that it can be tried again', async () => {
    const { progress } = scripted(new AppError('object.exists'))
    await progress.finish()
    expect([progress.end, progress.error?.code]).toEqual([undefined, 'object.exists'])
  })
})
