import type { Handlers } from '../../shared/ipc/contract.ts'
import { AppError } from '../../shared/errors.ts'
import type { AppState, NoticeRef, PreferencesPatch, ProxyLogin } from '../../shared/model/app.ts'
import { parseProxyAddress } from '../../shared/network/proxy-address.ts'

export type AppParts = {
  state: {
    state(): AppState
    setPreferences(patch: PreferencesPatch): AppState
    dismissNotice(notice: NoticeRef): AppState
  }
  network: {
    changed(): void
    setLogin(login: ProxyLogin | null): Promise<void>
    test(): Promise<{ host: string; proxy: string | null }>
  }
  copyText: (text: string) => void | Promise<void>
}

/** Throws AppError `net.proxyInvalid`: once chosen, it would stop every request. */
function checkProxy({ proxy }: PreferencesPatch): void {
  const { mode, address = '' } = proxy ?? {}
  if (mode === 'manual' && !parseProxyAddress(address)) throw new AppError('net.proxyInvalid', { params: { address } })
}

export const createAppHandlers = ({ state, network, copyText }: AppParts): Handlers['app'] => ({
  state: () => state.state(),
  setPreferences: (patch) => {
    checkProxy(patch)
    state.setPreferences(patch)
    if (patch.proxy) network.changed()
    return state.state()
  },
  setProxyLogin: async (login) => {
    await network.setLogin(login)
    return state.state()
  },
  testNetwork: () => network.test(),
  dismissNotice: (notice) => state.dismissNotice(notice),
  copyText: ({ text }) => copyText(text),
})
