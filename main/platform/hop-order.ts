import type { Hop } from './proxy-hop.ts'
import { direct, hopKey } from './proxy-hop.ts'

/** Browsers leave a proxy alone for longer; a request here costs little, and the way a company wants comes first. */
const avoidedMs = 60_000

const onlyDirect: readonly Hop[] = [direct]

/** Several ways may lead out (a PAC list): one that was found dead is tried last for a minute. */
export function createHopOrder(nowMs: () => number = () => performance.now()) {
  const avoidedUntil = new Map<string, number>()
  const isAvoided = (hop: Hop): boolean => (avoidedUntil.get(hopKey(hop)) ?? 0) > nowMs()
  return {
    order(hops: readonly Hop[] = onlyDirect): readonly Hop[] {
      if (hops.length < 2 || avoidedUntil.size === 0) return hops
      return [...hops.filter((hop) => !isAvoided(hop)), ...hops.filter(isAvoided)]
    },
    avoid(hop: Hop): void {
      avoidedUntil.set(hopKey(hop), nowMs() + avoidedMs)
    },
  }
}
export type HopOrder = ReturnType<typeof createHopOrder>
