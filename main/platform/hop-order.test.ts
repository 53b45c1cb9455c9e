import { expect, it } from 'vitest'
import { createHopOrder } from './hop-order.ts'
import type { Hop } from './proxy-hop.ts'
import { direct } from './proxy-hop.ts'

const first: Hop = { kind: 'http', host: 'a', port: 8080 }
const second: Hop = { kind: 'http', host: 'b', port: 8080 }

it('tries a dead proxy last for a minute, and then first again', () => {
  let nowMs = 0
  const hops = createHopOrder(() => nowMs)
  expect(hops.order([first, second, direct])).toEqual([first, second, direct])
  hops.avoid(first)
  expect(hops.order([first, second, direct])).toEqual([second, direct, first])
  nowMs = 60_001
  expect(hops.order([first, second, direct])).toEqual([first, second, direct])
})

it('never leaves a request without a way', () => {
  const hops = createHopOrder(() => 0)
  hops.avoid(first)
  expect([hops.order([first]), hops.order()]).toEqual([[first], [direct]])
})
