// On macOS the menu bar is expected and carries copy and paste; elsewhere it stays hidden and only gives shortcuts.
import { app, Menu } from 'electron'
import type { MenuItemConstructorOptions } from 'electron'
import type { Words } from './words.ts'

const divider: MenuItemConstructorOptions = { type: 'separator' }

function appMenu(words: Words): MenuItemConstructorOptions {
  return {
    label: words.menuApp,
    submenu: [
      { role: 'about', label: words.about },
      divider,
      { role: 'services', label: words.services },
      divider,
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.showAll },
      divider,
      { role: 'quit', label: words.quit },
    ],
  }
}

function editMenu(words: Words): MenuItemConstructorOptions {
  return {
    label: words.menuEdit,
    submenu: [
      { role: 'undo', label: words.undo },
      { role: 'redo', label: words.redo },
      divider,
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      { role: 'selectAll', label: words.selectAll },
    ],
  }
}

function viewMenu(words: Words): MenuItemConstructorOptions {
  return {
    label: words.menuView,
    submenu: [
      { role: 'resetZoom', label: words.actualSize },
      { role: 'zoomIn', label: words.zoomIn },
      { role: 'zoomOut', label: words.zoomOut },
      divider,
      { role: 'togglefullscreen', label: words.fullScreen },
      // For developers of the app only, who read English.
      ...(app.isPackaged ? [] : [divider, { role: 'toggleDevTools' as const }]),
    ],
  }
}

/** Sets the menu in the given language; call again when the language changes. */
export function setMenu(words: Words): void {
  const isMac = process.platform === 'darwin'
  const file: MenuItemConstructorOptions = {
    label: words.menuFile,
    submenu: [isMac ? { role: 'close', label: words.close } : { role: 'quit', label: words.quit }],
  }
  const windowMenu: MenuItemConstructorOptions = {
    label: words.menuWindow,
    submenu: [{ role: 'minimize', label: words.minimize }],
  }
  const menus = [...(isMac ? [appMenu(words)] : []), file, editMenu(words), viewMenu(words), windowMenu]
  Menu.setApplicationMenu(Menu.buildFromTemplate(menus))
}
