import { describe, expect, it } from 'vitest'
import { PassingMap, PassingSet } from './passing.ts'

describe('a map for what passes through', () => {
  it('is a map like any other, however much has passed through it', () => {
    const passing = new PassingMap<number, string>()
    const plain = new Map<number, string>()
    for (let number = 0; number < 5000; number++) {
      passing.set(number, `v${number}`)
      plain.set(number, `v${number}`)
      const gone = (number * 7919) % (number + 1)
      expect(passing.delete(gone)).toBe(plain.delete(gone))
      expect([passing.size, passing.get(number), passing.has(gone)]).toEqual([
        plain.size,
        plain.get(number),
        plain.has(gone),
      ])
    }
    expect([...passing]).toEqual([...plain])
    expect([...passing.keys()]).toEqual([...plain.keys()])
    expect([...passing.values()]).toEqual([...plain.values()])
    passing.clear()
    expect([passing.size, ...passing]).toEqual([0])
  })

  it('shows each of its entries once while they are being deleted', () => {
    const passing = new PassingMap<number, number>()
    for (let number = 0; number < 2000; number++) passing.set(number, number)
    const seen: number[] = []
    for (const [number] of passing) {
      seen.push(number)
      passing.delete(number)
    }
    expect(seen).toEqual(Array.from({ length: 2000 }, (_, number) => number))
    expect(passing.size).toBe(0)
  })
})

it('a set for what passes through has what was added and not deleted, in that order', () => {
  const passing = new PassingSet<string>()
  for (let number = 0; number < 3000; number++) {
    passing.add(`k${number}`)
    if (number >= 10) expect(passing.delete(`k${number - 10}`)).toBe(true)
  }
  expect(passing.delete('k0')).toBe(false)
  expect([passing.size, passing.has('k2995'), passing.has('k5')]).toEqual([10, true, false])
  expect([...passing]).toEqual(Array.from({ length: 10 }, (_, index) => `k${2990 + index}`))
})
