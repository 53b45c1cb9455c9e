// The bridge between the sandboxed page and main. Built from names alone, so no schema library is bundled here.
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge, DroppedFile } from '../shared/ipc/contract.ts'
import { callNames, dropChannel, eventNames } from '../shared/ipc/names.ts'

const invokers = Object.fromEntries(
  Object.entries(callNames).map(([service, methods]) => [
    service,
    Object.fromEntries(
      methods.map((method) => [method, (input: unknown) => ipcRenderer.invoke(`${service}.${method}`, input)]),
    ),
  ]),
)

/** The path of a File that comes from the disk; undefined for one the page made up. A path given as text is refused. */
function pathOf(file: DroppedFile): string | undefined {
  try {
    // getPathForFile itself throws for anything but a real File, so the type is checked there.
    return webUtils.getPathForFile(file as unknown as Parameters<typeof webUtils.getPathForFile>[0]) || undefined
  } catch {
    return undefined
  }
}

const dropFiles: Bridge['dropFiles'] = async (files, request) => {
  const paths = files.map(pathOf).filter((path) => path !== undefined)
  if (paths.length === 0) return { ok: true, value: { added: 0 } }
  // Main answers every call with a Result of the contract's type.
  return (await ipcRenderer.invoke(dropChannel, { paths, request })) as Awaited<ReturnType<Bridge['dropFiles']>>
}

const on: Bridge['on'] = (event, listener) => {
  if (!eventNames.includes(event)) throw new Error('No such event')
  // Main validates each payload by the schema of its event before sending it.
  const relay = (_event: unknown, payload: unknown) => listener(payload as never)
  ipcRenderer.on(event, relay)
  return () => {
    ipcRenderer.off(event, relay)
  }
}

// names.ts proves that callNames has every call of the contract; Object.fromEntries erased it.
const bridge = { ...(invokers as Omit<Bridge, 'dropFiles' | 'on'>), dropFiles, on } satisfies Bridge
contextBridge.exposeInMainWorld('courier', bridge)
