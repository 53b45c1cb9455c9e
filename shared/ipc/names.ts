// Names alone, so that preload can build the bridge without bundling the schemas.
import type { Calls, Events, PreloadCalls } from './contract.ts'

export const callNames = {
  app: ['state', 'setPreferences', 'dismissNotice', 'setProxyLogin', 'testNetwork', 'copyText'],
  accounts: ['state', 'test', 'testSaved', 'add', 'update', 'remove', 'select', 'usePractice'],
  uploads: ['choose', 'window', 'act', 'exportReport', 'unfinished', 'unfinishedSizes', 'cleanUnfinished'],
  pages: ['isPutAllowed', 'allowPut', 'save'],
  kits: ['access', 'allow', 'savePage', 'saveFile', 'message', 'parts', 'finish', 'discard'],
  batches: ['list', 'make', 'saveTexts', 'savePages', 'stopSaving'],
  downloads: ['make', 'message'],
  links: [
    'make',
    'handOver',
    'window',
    'summary',
    'open',
    'markSeen',
    'close',
    'renew',
    'remove',
    'check',
    'exportCsv',
  ],
} as const satisfies { [S in keyof Calls]: readonly (keyof Calls[S])[] }

export const dropChannel = 'uploads.add' satisfies `uploads.${keyof PreloadCalls['uploads']}`

export const eventNames = [
  'appChanged',
  'accountsChanged',
  'uploadsChanged',
  'linksChanged',
  'linkShown',
  'batchProgress',
] as const satisfies readonly (keyof Events)[]

type Missing = { [S in keyof Calls]: Exclude<keyof Calls[S], (typeof callNames)[S][number]> }[keyof Calls]
type AssertNever<T extends never> = T
/** A call that is declared but not named here is a compile error on one of these lines. */
export type EveryCallIsNamed = AssertNever<Missing>
export type EveryEventIsNamed = AssertNever<Exclude<keyof Events, (typeof eventNames)[number]>>
