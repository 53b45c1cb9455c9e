import type { BrowserWindow, IpcMainInvokeEvent, WebContents } from 'electron'
import { appOrigin } from '../shell/page-files.ts'

const isOurs = (url: string) => url === appOrigin || url.startsWith(`${appOrigin}/`)

/** Only the main frame of our own page may call: not a frame in it, not another page in its window. */
export function isTrustedSender(event: unknown): boolean {
  // index.ts passes this to ipcMain.handle only, whose events are these.
  const { senderFrame, sender } = event as IpcMainInvokeEvent
  return senderFrame !== null && senderFrame === sender.mainFrame && isOurs(senderFrame.url)
}

/** Where events may be sent: the window's page, as long as it is ours. */
export function trustedReceiver(window: BrowserWindow | undefined): WebContents | undefined {
  if (!window || window.isDestroyed()) return undefined
  const { webContents } = window
  return !webContents.isDestroyed() && isOurs(webContents.mainFrame.url) ? webContents : undefined
}
