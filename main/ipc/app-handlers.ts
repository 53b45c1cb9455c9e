import type { Handlers } from '../../shared/ipc/contract.ts'
import type { AppState, PreferencesPatch } from '../../shared/model/app.ts'

export type AppParts = {
  state: {
    state(): AppState
    setPreferences(patch: PreferencesPatch): AppState
    dismissNotice(index: number): AppState
  }
  copyText: (text: string) => void | Promise<void>
}

export const createAppHandlers = ({ state, copyText }: AppParts): Handlers['app'] => ({
  state: () => state.state(),
  setPreferences: (patch) => state.setPreferences(patch),
  dismissNotice: ({ index }) => state.dismissNotice(index),
  copyText: ({ text }) => copyText(text),
})
