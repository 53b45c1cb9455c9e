// Many links made from one list.
import * as z from 'zod'
import { messageLocales } from '../hand-over.ts'
import { ErrorView } from './error.ts'
import { LinkRequest, LinkView } from './link.ts'
import { PageRequest } from './page.ts'
import { BatchId } from './register.ts'

/** Rows made in one call: few enough that nothing else in main has to wait for them. */
export const maxStepRows = 500

/** Some rows of a list. The first step of a list names it. */
export const BatchStep = z.strictObject({
  batchId: BatchId,
  name: z.string().trim().min(1).max(120),
  requests: z.array(LinkRequest).min(1).max(maxStepRows),
})
export type BatchStep = z.infer<typeof BatchStep>

/** What became of one row; in the order of the requests. */
export const BatchRowResult = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('made'), linkId: LinkView.shape.linkId, expiresAtMs: z.int() }),
  z.strictObject({ kind: z.literal('refused'), error: ErrorView }),
])
export type BatchRowResult = z.infer<typeof BatchRowResult>

/** `table`: a row for each link, with its message. `messages`: the messages alone, one below the other. */
export const BatchTexts = z.strictObject({
  batchId: BatchId,
  as: z.enum(['table', 'messages']),
  locale: z.enum(messageLocales),
})
export type BatchTexts = z.infer<typeof BatchTexts>

/** One upload page for each link, in a folder the user chooses. */
export const BatchPages = PageRequest.omit({ link: true, linkId: true }).extend({ batchId: BatchId })
export type BatchPages = z.infer<typeof BatchPages>

export const SavedPages = z.strictObject({
  /** Null when the dialog was dismissed. */
  folderName: z.string().nullable(),
  saved: z.int().nonnegative(),
  /** Links that have ended, or that no such page can be made of. */
  left: z.int().nonnegative(),
})
export type SavedPages = z.infer<typeof SavedPages>
