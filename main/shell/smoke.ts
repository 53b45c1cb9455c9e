import { app } from 'electron'
import type { BrowserWindow } from 'electron'

/** Says which screen came first once the page is painted and has asked for its accounts, and quits. */
export function createSmokeRun(say: (line: string) => void) {
  let isPainted = false
  let screen: 'welcome' | 'send' | undefined
  const finish = () => {
    if (!isPainted || screen === undefined) return
    say(`ready: ${screen}`)
    // Not from inside the events that were waited for: others wait for them too.
    setImmediate(() => {
      app.quit()
    })
  }
  return {
    watch(window: BrowserWindow): void {
      window.once('ready-to-show', () => {
        isPainted = true
        finish()
      })
    },
    accountsAsked(count: number): void {
      screen ??= count === 0 ? 'welcome' : 'send'
      finish()
    },
  }
}
