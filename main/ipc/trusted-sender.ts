import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { appOrigin } from '../shell/page-files.ts'

const isOurs = (url: string) => url === appOrigin || url.startsWith(`${appOrigin}/`)

/** Only the main frame of our own page may call: not a frame in it, not another page in its window. */
export function isTrustedSender(event: unknown): boolean {
  // index.ts passes this to ipcMain.handle only, whose events are these.
  const { senderFrame, sender } = event as IpcMainInvokeEvent
  return senderFrame !== null && senderFrame === sender.mainFrame && isOurs(senderFrame.url)
}

/** Whether what is sent there reaches our own page. */
export const isTrustedReceiver = (contents: WebContents): boolean =>
  !contents.isDestroyed() && isOurs(contents.mainFrame.url)
