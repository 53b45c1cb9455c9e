// What handlers need of the system's dialogs and the disk, for the window there is.
import { app } from 'electron'
import type { BrowserWindow } from 'electron'
import { join } from 'node:path'
import { writeCsv } from '../platform/csv-file.ts'
import { chooseFolder, choosePaths, chooseTextPath, saveText } from '../platform/file-dialog.ts'
import { createNewFolder } from '../platform/new-folder.ts'
import { writeText } from '../platform/text-file.ts'
import type { Words } from './words.ts'

const inDocuments = (name: string): string => join(app.getPath('documents'), name)

export function fileParts(current: () => BrowserWindow | undefined, words: () => Words) {
  /** Without a window there is nobody to ask. */
  const asked = async <T>(ask: (window: BrowserWindow) => Promise<T>): Promise<T | undefined> => {
    const window = current()
    return window ? ask(window) : undefined
  }
  return {
    choosePaths: async (what: 'files' | 'folder') =>
      (await asked((window) => choosePaths(window, what, words()))) ?? [],
    chooseTablePath: (name: string) => asked((window) => chooseTextPath(window, name, 'csv', words())),
    chooseTextPath: (name: string, kind: 'csv' | 'txt') =>
      asked((window) => chooseTextPath(window, inDocuments(name), kind, words())),
    createFolder: async (name: string) => {
      const parent = await asked((window) => chooseFolder(window, words()))
      return parent === undefined ? undefined : createNewFolder(parent, name)
    },
    saveText: (name: string, text: string) => asked((window) => saveText(window, inDocuments(name), text)),
    writeTable: writeCsv,
    writeText,
  }
}
