import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { atFirstPaint, createReloadLimit } from './page-watch.ts'

describe('the first paint', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const watched = () => {
    const window = new EventEmitter()
    const calls: string[] = []
    // Of the window only `once` is used.
    atFirstPaint(window as unknown as Parameters<typeof atFirstPaint>[0], () => calls.push('started'))
    return { window, calls }
  }

  it('starts the sending, once', () => {
    const { window, calls } = watched()
    expect(calls).toEqual([])
    window.emit('ready-to-show')
    vi.advanceTimersByTime(60_000)
    expect(calls).toEqual(['started'])
  })

  it('is not waited for for ever', () => {
    const { window, calls } = watched()
    vi.advanceTimersByTime(9_000)
    expect(calls).toEqual([])
    vi.advanceTimersByTime(1_000)
    window.emit('ready-to-show')
    expect(calls).toEqual(['started'])
  })

  it('starts nothing after the window has closed', () => {
    const { window, calls } = watched()
    window.emit('closed')
    vi.advanceTimersByTime(60_000)
    expect(calls).toEqual([])
  })
})

describe('a page that goes down', () => {
  const limited = () => {
    let nowMs = 0
    let givenUp = 0
    const mayReload = createReloadLimit(
      () => nowMs,
      () => givenUp++,
    )
    return { mayReload, pass: (ms: number) => (nowMs += ms), givenUp: () => givenUp }
  }

  it('is loaded again three times within a minute, then the user is told, once', () => {
    const { mayReload, pass, givenUp } = limited()
    const answers = Array.from({ length: 6 }, () => (pass(100), mayReload()))
    expect([answers, givenUp()]).toEqual([[true, true, true, false, false, false], 1])
  })

  it('is loaded again however often it goes down, when that is seldom', () => {
    const { mayReload, pass, givenUp } = limited()
    const answers = Array.from({ length: 20 }, () => (pass(30_000), mayReload()))
    expect([answers.every(Boolean), givenUp()]).toEqual([true, 0])
  })
})
