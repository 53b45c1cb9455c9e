import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { appOrigin } from './page-files.ts'
import { atFirstPaint, createReloadLimit } from './page-watch.ts'
import { fitToDisplays, minimumSize } from './window-state.ts'
import type { WindowState } from '../../shared/model/window.ts'

/** The page's own background (--bg in the page's tokens), so that no white flashes before the first paint. */
const backgrounds = { light: '#f6f6f4', dark: '#17181a' }
const background = () => (nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light)

type Options = {
  preloadPath: string
  saved: WindowState | undefined
  /** Called when the window has come to rest somewhere else, and when it closes. */
  remember: (state: WindowState) => void
  now: () => number
  /** The page went down again and again, and is not loaded any more. */
  onPageLost: () => void
}

/** Opens the window and loads the page. It is shown at the page's first paint. */
export function openWindow({ preloadPath, saved, remember, now, onPageLost }: Options): BrowserWindow {
  const displays = screen.getAllDisplays().map((display) => display.workArea)
  const { isMaximized, ...bounds } = fitToDisplays(saved, displays)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'OSS Courier',
    show: false,
    backgroundColor: background(),
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  // Hidden for good, not until Alt is pressed; its shortcuts work all the same.
  window.setMenuBarVisibility(false)
  if (isMaximized) window.maximize()
  // An empty window can at least be closed; one that never shows cannot.
  atFirstPaint(window, () => {
    window.show()
  })
  window.on('page-title-updated', (event) => {
    event.preventDefault()
  })

  const mayReload = createReloadLimit(now, onPageLost)
  // Sending goes on in main; the page asks for everything anew.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    setImmediate(() => {
      if (!window.isDestroyed() && mayReload()) window.reload()
    })
  })

  const followTheme = () => {
    window.setBackgroundColor(background())
  }
  nativeTheme.on('updated', followTheme)
  window.on('closed', () => {
    nativeTheme.off('updated', followTheme)
  })
  const save = () => {
    remember({ ...window.getNormalBounds(), isMaximized: window.isMaximized() })
  }
  window.on('resized', save)
  window.on('moved', save)
  window.on('maximize', save)
  window.on('unmaximize', save)
  window.on('close', save)
  void window.loadURL(`${appOrigin}/index.html`)
  return window
}

/** A second start brings the first one to the front. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
