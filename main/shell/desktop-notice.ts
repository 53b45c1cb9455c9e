import { Notification } from 'electron'

/** Kept while they can be clicked: what is collected as garbage cannot be. */
const shown = new Set<Notification>()

/** In the system's own way. Nothing happens where the system has none. */
export function showDesktopNotice({
  title,
  body,
  onClick,
}: {
  title: string
  body: string
  onClick: () => void
}): void {
  if (!Notification.isSupported()) return
  const notice = new Notification({ title, body })
  const forget = (): void => {
    shown.delete(notice)
  }
  shown.add(notice)
  notice.on('click', () => {
    forget()
    onClick()
  })
  notice.on('close', forget)
  notice.on('failed', forget)
  notice.show()
}
