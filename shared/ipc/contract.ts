// The only place a call between renderer and main is declared. Everything else is derived from it.
import * as z from 'zod'
import type { ErrorShape } from '../errors.ts'
import { AccountDraft, AccountId, AccountPatch, AccountReport, AccountsState } from '../model/account.ts'
import { AppState, NoticeRef, PreferencesPatch, ProxyLogin } from '../model/app.ts'
import { BatchPages, BatchRowResult, BatchStep, BatchTexts, SavedPages } from '../model/batch.ts'
import { DownloadLinks, DownloadMessage, DownloadRequest } from '../model/download.ts'
import { HandOverRequest } from '../model/hand-over.ts'
import { LinkId, LinkRequest, LinkView } from '../model/link.ts'
import { KitAccess, KitFinished, KitMessageRequest, KitPageRequest, KitParts, KitRef } from '../model/kit.ts'
import { PageLink, PageRequest, SavedPage } from '../model/page.ts'
import {
  BatchId,
  CloseResult,
  LinkBatch,
  LinkExport,
  LinkIds,
  LinkQuery,
  LinksChange,
  LinkWindow,
} from '../model/register.ts'
import { CleanReport, UnfinishedList, UnfinishedSelection, UnfinishedSize } from '../model/unfinished.ts'
import { ReportScope, RowWindow, SendRequest, Totals, UploadAction, WindowQuery } from '../model/upload.ts'

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })

export const calls = {
  app: {
    state: call(z.void(), AppState),
    setPreferences: call(PreferencesPatch, AppState),
    /** By what it is about: notices may have come and gone since the page last heard. */
    dismissNotice: call(NoticeRef, AppState),
    /** For the proxy in use; null forgets it. Kept by the keychain where there is one, else for this session. */
    setProxyLogin: call(ProxyLogin.nullable(), AppState),
    /** Asks the selected account's address for any answer at all, without a key. Fails with what is in the way. */
    testNetwork: call(z.void(), z.strictObject({ host: z.string(), proxy: z.string().nullable() })),
    /** The page has no clipboard right of its own. */
    copyText: call(z.strictObject({ text: z.string().max(1_000_000) }), z.void()),
  },
  accounts: {
    state: call(z.void(), AccountsState),
    /** Tries a key without keeping it. */
    test: call(AccountDraft, AccountReport),
    testSaved: call(AccountId, AccountReport),
    add: call(AccountDraft, AccountsState),
    update: call(AccountPatch, AccountsState),
    remove: call(AccountId, AccountsState),
    select: call(AccountId, AccountsState),
    /** Starts the practice bucket if need be, and selects its account. */
    usePractice: call(z.void(), AccountsState),
  },
  uploads: {
    /** Opens the system's dialog. `added` is 0 when it was dismissed. */
    choose: call(
      z.strictObject({ what: z.enum(['files', 'folder']), request: SendRequest }),
      z.strictObject({ added: z.int().nonnegative() }),
    ),
    window: call(WindowQuery, RowWindow),
    act: call(UploadAction, z.void()),
    /** Writes every file and what became of it as CSV, where the user says. `saved` is false when that was dismissed. */
    exportReport: call(ReportScope, z.strictObject({ saved: z.boolean() })),
    /** What was begun in the account's bucket and never finished, by whomever. */
    unfinished: call(z.strictObject({ accountId: AccountId }), UnfinishedList),
    /** Asked for the rows in view: it costs a request for each. */
    unfinishedSizes: call(UnfinishedSelection, z.strictObject({ sizes: z.array(UnfinishedSize) })),
    cleanUnfinished: call(UnfinishedSelection, CleanReport),
  },
  links: {
    make: call(LinkRequest, LinkView),
    /** The link as a message or as code, ready to be copied. */
    handOver: call(HandOverRequest, z.strictObject({ text: z.string() })),
    /** Rows of the register. None carries a link. */
    window: call(LinkQuery, LinkWindow),
    /** What linksChanged says, now. */
    summary: call(z.void(), LinksChange),
    open: call(z.strictObject({ linkId: LinkId }), LinkView),
    /** All that is new, without ids. */
    markSeen: call(LinkIds.partial(), z.void()),
    /** Takes the name of a link that counts only its first upload with an empty file, so that it ends. */
    close: call(z.strictObject({ linkId: LinkId }), CloseResult),
    /** A new link for the same key, with the same policy. */
    renew: call(z.strictObject({ linkId: LinkId }), LinkView),
    /** From the list: the link itself goes on working. */
    remove: call(LinkIds, z.void()),
    /** Looks whether something came, now. Fails with why that cannot be seen. */
    check: call(LinkIds, z.void()),
    /** Opens the system's dialog and writes CSV. `saved` is false when it was dismissed. */
    exportCsv: call(LinkExport, z.strictObject({ saved: z.boolean() })),
  },
  pages: {
    /** Whether the bucket's CORS rules let a page opened from a disk use this link. */
    isPutAllowed: call(PageLink, z.boolean()),
    /** Adds the CORS rule of upload pages to those of the bucket, then asks again. */
    allowPut: call(PageLink, z.boolean()),
    /** Makes an upload page and opens the system's dialog to save it. */
    save: call(PageRequest, SavedPage),
  },
  kits: {
    /** What the bucket's CORS rules let the page of a large file do. */
    access: call(KitRef, KitAccess),
    /** Adds the CORS rule of upload pages to those of the bucket, then asks again. */
    allow: call(KitRef, KitAccess),
    /** Makes the upload page, and opens the system's dialog to save it. */
    savePage: call(KitPageRequest, SavedPage),
    /** The same as a small file, for a receiver who has OSS Courier. */
    saveFile: call(KitRef, SavedPage),
    message: call(KitMessageRequest, z.strictObject({ text: z.string() })),
    /** How much has arrived, as OSS says now. */
    parts: call(KitRef, KitParts),
    /** Puts together what has arrived, when nothing is missing. */
    finish: call(KitRef, KitFinished),
    /** Throws away what has arrived, and ends the link. */
    discard: call(KitRef, z.void()),
  },
  batches: {
    /** Newest first. */
    list: call(z.void(), z.strictObject({ batches: z.array(LinkBatch) })),
    /** Makes the links of some rows and keeps them, all at once; a row that cannot be made holds up no other. */
    make: call(BatchStep, z.strictObject({ rows: z.array(BatchRowResult) })),
    /** Opens the system's dialog. `saved` is false when it was dismissed, or when this was stopped. */
    saveTexts: call(BatchTexts, z.strictObject({ saved: z.boolean() })),
    savePages: call(BatchPages, SavedPages),
    /** Ends what is being saved of this list; what is in the folder already stays. */
    stopSaving: call(z.strictObject({ batchId: BatchId }), z.void()),
  },
  downloads: {
    make: call(DownloadRequest, DownloadLinks),
    message: call(DownloadMessage, z.strictObject({ text: z.string() })),
  },
} as const

/**
 * Calls preload makes itself and does not hand to the page: the paths in them come from real dropped File objects
 * (webUtils.getPathForFile), so a page that was taken over cannot name a file of its own choosing.
 */
export const preloadCalls = {
  uploads: {
    add: call(
      z.strictObject({ paths: z.array(z.string().min(1).max(32_768)).min(1).max(100_000), request: SendRequest }),
      z.strictObject({ added: z.int().nonnegative() }),
    ),
  },
} as const

export const events = {
  appChanged: AppState,
  accountsChanged: AccountsState,
  /** At most ten a second. Says that something changed; the rows on screen are asked for again. */
  uploadsChanged: z.strictObject({ revision: z.int(), totals: Totals }),
  /** At most five a second. Says that the register changed; the rows on screen are asked for again. */
  linksChanged: LinksChange,
  /** Somebody clicked on the notice of a file that came. */
  linkShown: z.strictObject({ linkId: LinkId }),
  /** How far the saving of a list is; at most ten a second. */
  batchProgress: z.strictObject({ batchId: BatchId, done: z.int(), total: z.int() }),
} as const

export type Calls = typeof calls
export type PreloadCalls = typeof preloadCalls
export type Events = typeof events
export type Result<T> = { ok: true; value: T } | { ok: false; error: ErrorShape }

type Outer<C> = {
  [S in keyof C]: {
    [M in keyof C[S]]: C[S][M] extends { input: infer I extends z.ZodType; output: infer O extends z.ZodType }
      ? (input: z.input<I>) => Promise<Result<z.output<O>>>
      : never
  }
}
type Inner<C> = {
  [S in keyof C]: {
    [M in keyof C[S]]: C[S][M] extends { input: infer I extends z.ZodType; output: infer O extends z.ZodType }
      ? (input: z.output<I>) => z.input<O> | Promise<z.input<O>>
      : never
  }
}

/** A DOM `File`, described without the DOM. */
export type DroppedFile = { readonly name: string; readonly size: number; readonly lastModified: number }

/** What preload exposes as `window.courier`. Every call answers a Result: a thrown error loses its code on the way. */
export type Bridge = Outer<Calls> & {
  /** Adds what was dropped on the page. A `File` that does not come from the disk is left out. */
  dropFiles(files: readonly DroppedFile[], request: z.input<typeof SendRequest>): Promise<Result<{ added: number }>>
  on<E extends keyof Events>(event: E, listener: (payload: z.output<Events[E]>) => void): () => void
}

/** What main must supply; a missing, extra or mistyped handler is a compile error. */
export type Handlers = Inner<Calls>
export type PreloadHandlers = Inner<PreloadCalls>
