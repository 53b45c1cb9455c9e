// Multipart uploads that were begun in a bucket and neither completed nor aborted. They cost storage until they are.
import * as z from 'zod'
import { AccountId } from './account.ts'
import { ErrorView } from './error.ts'

const ref = {
  objectKey: z.string().min(1).max(4096),
  /** The id OSS gave it. */
  uploadId: z.string().min(1).max(256),
}
export const UnfinishedRef = z.strictObject(ref)
export type UnfinishedRef = z.infer<typeof UnfinishedRef>

export const UnfinishedView = z.strictObject({
  ...ref,
  initiatedAtMs: z.int(),
  /** This app began it on this computer. */
  isOurs: z.boolean(),
  /** It belongs to a file that is in the list and will use it again. */
  isInList: z.boolean(),
  /** Begun for a link that is still open: somebody may be sending with it. */
  isOfLink: z.boolean(),
})
export type UnfinishedView = z.infer<typeof UnfinishedView>

/** `isComplete` is false when the bucket has more than are listed here. */
export const UnfinishedList = z.strictObject({ uploads: z.array(UnfinishedView), isComplete: z.boolean() })
export type UnfinishedList = z.infer<typeof UnfinishedList>

/** Some of an account's: enough for the rows on screen, or for one step of a longer cleaning. */
export const UnfinishedSelection = z.strictObject({
  accountId: AccountId,
  uploads: z.array(UnfinishedRef).min(1).max(100),
})
export type UnfinishedSelection = z.infer<typeof UnfinishedSelection>

/** What OSS holds of one; null when it did not say, or it is gone by now. */
export const UnfinishedSize = z.strictObject({
  uploadId: ref.uploadId,
  bytes: z.int().nonnegative().nullable(),
  parts: z.int().nonnegative().nullable(),
})
export type UnfinishedSize = z.infer<typeof UnfinishedSize>

export const CleanReport = z.strictObject({
  /** Gone from the bucket, by us or by someone else. */
  cleaned: z.array(ref.uploadId),
  notCleaned: z.array(z.strictObject({ ...ref, error: ErrorView })),
})
export type CleanReport = z.infer<typeof CleanReport>
