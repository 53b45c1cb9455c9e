import { describe, expect, it, vi } from 'vitest'
import { Stop, withAbortSignal } from './stop.ts'

describe('a stop', () => {
  it('tells each listener once, with the first reason', () => {
    const stop = new Stop()
    const [first, second, removed] = [vi.fn(), vi.fn(), vi.fn()]
    for (const listener of [first, first, second, removed]) stop.addEventListener('abort', listener)
    stop.removeEventListener('abort', removed)
    stop.removeEventListener('abort', () => undefined)
    expect(() => stop.throwIfAborted()).not.toThrow()
    const reason = new Error('enough')
    stop.abort(reason)
    stop.abort(new Error('again'))
    expect([first, second, removed].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0])
    expect(stop).toMatchObject({ aborted: true, reason })
    expect(() => stop.throwIfAborted()).toThrow(reason)
  })

  it('does not tell one that another has removed', () => {
    const stop = new Stop()
    const second = vi.fn()
    stop.addEventListener('abort', () => stop.removeEventListener('abort', second))
    stop.addEventListener('abort', second)
    stop.abort()
    expect(second).not.toHaveBeenCalled()
  })

  it('without a reason has the one of an AbortController', () => {
    const stop = new Stop()
    const controller = new AbortController()
    stop.abort()
    controller.abort()
    expect(stop.reason).toEqual(controller.signal.reason)
  })
})

describe('a real signal in its place', () => {
  it('is aborted with it and for the same reason, before or meanwhile', async () => {
    const stop = new Stop()
    const seen = withAbortSignal(stop, (signal) => {
      stop.abort('why')
      return Promise.resolve([signal.aborted, signal.reason])
    })
    expect(await seen).toEqual([true, 'why'])
    expect(await withAbortSignal(stop, ({ reason }) => Promise.resolve(reason))).toBe('why')
  })

  it('is let go when the work is over', async () => {
    const stop = new Stop()
    const signal = await withAbortSignal(stop, (real) => Promise.resolve(real))
    stop.abort()
    expect(signal.aborted).toBe(false)
    await expect(withAbortSignal(new Stop(), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })
})
