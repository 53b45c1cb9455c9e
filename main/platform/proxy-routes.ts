// Which way each host is reached: by the user's choice, or by what the system says of it.
import { AppError } from '../../shared/errors.ts'
import type { ProxyChoice } from '../../shared/model/app.ts'
import { parseProxyAddress, proxyName } from '../../shared/network/proxy-address.ts'
import type { SignedRequest } from '../oss/types.ts'
import type { Hop, ProxyHop, ProxyLogin } from './proxy-hop.ts'
import { direct, isLoopback, parseProxyList } from './proxy-hop.ts'

export type RoutesOptions = {
  choice(): ProxyChoice
  /** What the system, or its PAC script, says for this URL: `PROXY a:8080;DIRECT`. */
  resolve(url: string): Promise<string>
  loginFor(proxy: string): ProxyLogin | undefined
  nowMs(): number
}

export type Origin = Pick<SignedRequest, 'protocol' | 'host'>
export type ProxyRoutes = {
  /** Without waiting, where it is known. Throws AppError `net.proxyInvalid`. */
  known(origin: Origin): readonly Hop[] | undefined
  find(origin: Origin): Promise<readonly Hop[]>
  /** The network, the choice or a login is another now. */
  forget(): void
}

/** An answer older than this is still used, and asked for anew behind it: a batch never stops for it. */
const freshMs = 30_000
/** A PAC script that cannot be fetched must not stop everything; browsers then go directly, too. */
const resolveMs = 10_000

const onlyDirect: readonly Hop[] = [direct]

async function within<T>(promise: Promise<T>, ms: number, fallback: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(fallback), ms)
  })
  try {
    return await Promise.race([promise.catch(() => fallback), late])
  } finally {
    clearTimeout(timer)
  }
}

export function createProxyRoutes({ choice, resolve, loginFor, nowMs }: RoutesOptions): ProxyRoutes {
  const answers = new Map<string, { hops: readonly Hop[]; atMs: number }>()
  let asking = new Map<string, Promise<readonly Hop[]>>()

  const withLogin = (hop: Hop): Hop => {
    const login = hop.kind === 'direct' ? undefined : loginFor(proxyName(hop))
    return login ? { ...(hop as ProxyHop), login } : hop
  }
  const ask = (url: string): Promise<readonly Hop[]> => {
    const already = asking.get(url)
    if (already) return already
    const mine = asking
    const answer = within(resolve(url), resolveMs, 'DIRECT').then((text) => {
      const found = parseProxyList(text)
      const hops = found.length > 0 ? found.map(withLogin) : onlyDirect
      mine.delete(url)
      // Forgotten meanwhile: it belongs to the network there was before.
      if (mine === asking) answers.set(url, { hops, atMs: nowMs() })
      return hops
    })
    mine.set(url, answer)
    return answer
  }
  const urlOf = ({ protocol, host }: Origin): string => `${protocol}//${host}/`
  const chosen = (): readonly Hop[] => {
    const { address = '' } = choice()
    const proxy = parseProxyAddress(address)
    if (!proxy) throw new AppError('net.proxyInvalid', { params: { address } })
    return [withLogin(proxy)]
  }

  const known = (origin: Origin): readonly Hop[] | undefined => {
    const { mode } = choice()
    if (mode === 'direct' || isLoopback(origin.host)) return onlyDirect
    if (mode === 'manual') return chosen()
    const answer = answers.get(urlOf(origin))
    if (answer && nowMs() - answer.atMs > freshMs) void ask(urlOf(origin))
    return answer?.hops
  }

  return {
    known,
    find: async (origin) => known(origin) ?? ask(urlOf(origin)),
    forget() {
      answers.clear()
      asking = new Map()
    },
  }
}
