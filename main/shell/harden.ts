// What a page may not do, whatever it becomes. Each line has its assertion in the end-to-end tests.
import { app, session } from 'electron'
import type { Event } from 'electron'

/** Call once, before any window is made. */
export function hardenEveryPage(report: (what: string, url: string) => void): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false)
  })
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.setSpellCheckerEnabled(false)
  defaultSession.on('will-download', (event) => {
    event.preventDefault()
  })

  app.on('web-contents-created', (_event, contents) => {
    const refuse = (event: Event, url: string) => {
      event.preventDefault()
      report('navigation', url)
    }
    contents.on('will-navigate', (details) => {
      refuse(details, details.url)
    })
    contents.on('will-frame-navigate', (details) => {
      if (!details.isMainFrame) refuse(details, details.url)
    })
    contents.on('will-redirect', (details) => {
      refuse(details, details.url)
    })
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
    contents.setWindowOpenHandler(({ url }) => {
      report('window', url)
      return { action: 'deny' }
    })
  })
}
