// User names and passwords for proxies. Each belongs to one proxy and is shown to no other: a network may name any
// proxy it likes, and one of a stranger must not get the company's password for the asking.
import * as z from 'zod'
import { ProxyLogin } from '../../shared/model/app.ts'
import type { NetworkState } from '../../shared/model/app.ts'
import type { SecretBox } from '../accounts/ports.ts'
import type { SealedSecret } from '../accounts/account-record.ts'

export type SealedLogin = { proxy: string; sealed: SealedSecret }

export type LoginStore = { load(): readonly SealedLogin[]; save(logins: readonly SealedLogin[]): void }

export type ProxyLogins = {
  for(proxy: string): ProxyLogin | undefined
  stateOf(proxy: string): NetworkState['login']
  /** Never fails for want of a keychain: then it holds for this session. */
  set(proxy: string, login: ProxyLogin): Promise<void>
  forget(proxy: string): void
}

/** JSON.parse would quote the login in its error. */
function parseLogin(text: string): ProxyLogin {
  const parsed = z.preprocess((raw) => {
    try {
      return JSON.parse(String(raw)) as unknown
    } catch {
      return undefined
    }
  }, ProxyLogin)
  const login = parsed.safeParse(text)
  if (!login.success) throw new Error('The opened proxy login is not in our form')
  return login.data
}

type Options = { store: LoginStore; box: SecretBox; report: (error: unknown) => void }

/** A login that cannot be opened now stays on disk, and the proxy asks again. */
export async function openProxyLogins({ store, box, report }: Options): Promise<ProxyLogins> {
  const known = new Map<string, ProxyLogin>()
  const kept = new Set<string>()
  for (const { proxy, sealed } of store.load()) {
    try {
      known.set(proxy, parseLogin(await box.open(sealed)))
      kept.add(proxy)
    } catch (error) {
      report(error)
    }
  }
  const without = (proxy: string): SealedLogin[] => store.load().filter((each) => each.proxy !== proxy)

  return {
    for: (proxy) => known.get(proxy),
    stateOf: (proxy) => (known.has(proxy) ? (kept.has(proxy) ? 'kept' : 'session') : 'none'),
    async set(proxy, login) {
      known.set(proxy, login)
      kept.delete(proxy)
      store.save(without(proxy))
      if ((await box.keychain()) === undefined) return
      try {
        const sealed = await box.seal(JSON.stringify(login))
        // Another one may have been given, or this one forgotten, while the keychain was asked.
        if (known.get(proxy) !== login) return
        store.save([...without(proxy), { proxy, sealed }])
        kept.add(proxy)
      } catch (error) {
        report(error)
      }
    },
    forget(proxy) {
      known.delete(proxy)
      kept.delete(proxy)
      store.save(without(proxy))
    },
  }
}
