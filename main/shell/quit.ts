// Quitting: asked about while files are going, then everything is stopped in order.
import { app, dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import type { Totals } from '../../shared/model/upload.ts'
import type { AppStateHolder } from './app-state.ts'
import { catalogues } from './words.ts'
import type { Words } from './words.ts'

type Options = {
  window: BrowserWindow
  state: AppStateHolder
  /** Never in tests, where nobody answers. */
  isAsking: boolean
  totals: () => Totals
  /** Everything that must end before the app does. What takes longer than `stopTimeoutMs` is left to the next start. */
  stop: () => Promise<void>
  report: (error: unknown) => void
}

const stopTimeoutMs = 5000

export function handleQuit({ window, state, isAsking, totals, stop, report }: Options): { isStopping(): boolean } {
  let isDecided = !isAsking
  // What is only queued waits for something, a secret or the network, and loses nothing by waiting until next time.
  const isSending = () => totals().going > 0 || totals().isWalking
  window.on('close', (event) => {
    if (isDecided || !isSending()) return
    event.preventDefault()
    void askToQuit(window, catalogues[state.locale()]).then((isSure) => {
      if (!isSure) return
      isDecided = true
      app.quit()
    }, report)
  })
  app.on('window-all-closed', () => {
    app.quit()
  })

  let isStopping = false
  let isStopped = false
  app.on('will-quit', (event) => {
    if (isStopped) return
    event.preventDefault()
    if (isStopping) return
    isStopping = true
    const inTime = new Promise<void>((resolve) => {
      setTimeout(resolve, stopTimeoutMs)
    })
    void Promise.race([stop(), inTime])
      .catch(report)
      .finally(() => {
        isStopped = true
        // From within the event being answered, Electron would take this for the quit it has just given up.
        setImmediate(() => {
          app.quit()
        })
      })
  })
  return { isStopping: () => isStopping }
}

async function askToQuit(window: BrowserWindow, words: Words): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: words.quitTitle,
    detail: words.quitMessage,
    buttons: [words.quitConfirm, words.quitCancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  return response === 0
}
