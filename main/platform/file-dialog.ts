import { dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../../shared/errors.ts'

type Words = { chooseFiles: string; chooseFolder: string; send: string }

/** The system's dialog; empty when it was dismissed. Several files, or several folders, may be chosen. */
export async function choosePaths(
  window: BrowserWindow,
  what: 'files' | 'folder',
  words: Words,
): Promise<readonly string[]> {
  const { filePaths, canceled } = await dialog.showOpenDialog(window, {
    title: what === 'files' ? words.chooseFiles : words.chooseFolder,
    buttonLabel: words.send,
    properties: [what === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'],
  })
  return canceled ? [] : filePaths
}

type SaveWords = { saveReport: string; reportKind: string; textKind: string }

/** The system's dialog for a file's place; it asks before a file is replaced. Undefined when it was dismissed. */
export async function chooseTextPath(
  window: BrowserWindow,
  suggestedName: string,
  kind: 'csv' | 'txt',
  words: SaveWords,
): Promise<string | undefined> {
  const { filePath, canceled } = await dialog.showSaveDialog(window, {
    title: words.saveReport,
    defaultPath: suggestedName,
    filters: [{ name: kind === 'csv' ? words.reportKind : words.textKind, extensions: [kind] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  return canceled || filePath === '' ? undefined : filePath
}

/** The folder something is to be saved in; undefined when the dialog was dismissed. */
export async function chooseFolder(
  window: BrowserWindow,
  words: { saveInFolder: string; saveHere: string },
): Promise<string | undefined> {
  const { filePaths, canceled } = await dialog.showOpenDialog(window, {
    title: words.saveInFolder,
    message: words.saveInFolder,
    buttonLabel: words.saveHere,
    properties: ['openDirectory', 'createDirectory'],
  })
  return canceled ? undefined : filePaths[0]
}

const htmlKind = { name: 'HTML', extensions: ['html'] }
const kitKind = { name: 'OSS Courier', extensions: ['courier-link'] }

/**
 * Asks where to save with the system's dialog, and writes. The file's name, or undefined when it was dismissed.
 * Throws `file.notSaved`.
 */
export async function saveText(
  window: BrowserWindow,
  suggestedPath: string,
  text: string,
): Promise<string | undefined> {
  const { filePath, canceled } = await dialog.showSaveDialog(window, {
    defaultPath: suggestedPath,
    filters: [suggestedPath.endsWith('.html') ? htmlKind : kitKind],
  })
  if (canceled || filePath === '') return undefined
  try {
    await writeFile(filePath, text)
  } catch (cause) {
    throw new AppError('file.notSaved', { cause })
  }
  return basename(filePath)
}
