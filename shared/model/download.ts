import * as z from 'zod'
import { messageLocales } from '../hand-over.ts'
import { AccountId } from './account.ts'
import { ErrorView } from './error.ts'
import { LinkView, Validity } from './link.ts'

/** OSS answers what cannot be processed itself; the app only keeps it to one line of readable characters. */
const Process = z.string().trim().min(1).max(1024)

export const DownloadRequest = z.strictObject({
  accountId: AccountId,
  objectKeys: z.array(z.string().min(1).max(4096)).min(1).max(1000),
  validity: Validity,
  /** The name the file is saved under. Of one file only. */
  fileName: z.string().trim().min(1).max(200).optional(),
  /** What OSS does to a picture on its way, as `x-oss-process` has it: `image/resize,w_800`. */
  process: Process.optional(),
  /** Of one file only, in a bucket that keeps versions. */
  versionId: z.string().trim().min(1).max(255).optional(),
})
export type DownloadRequest = z.infer<typeof DownloadRequest>

export const DownloadLink = z.strictObject({
  objectKey: z.string(),
  /** A bearer secret: shown to be copied, never logged. */
  url: z.string(),
  expiresAtMs: z.int(),
  cappedBy: LinkView.shape.cappedBy,
})
export type DownloadLink = z.infer<typeof DownloadLink>

export const DownloadLinks = z.strictObject({
  links: z.array(DownloadLink),
  /** Names no link can be made for, each with the reason. */
  refused: z.array(z.strictObject({ objectKey: z.string(), error: ErrorView })),
})
export type DownloadLinks = z.infer<typeof DownloadLinks>

export const DownloadMessage = z.strictObject({
  links: z
    .array(DownloadLink.pick({ objectKey: true, url: true, expiresAtMs: true }))
    .min(1)
    .max(1000),
  fileName: DownloadRequest.shape.fileName,
  locale: z.enum(messageLocales),
})
export type DownloadMessage = z.infer<typeof DownloadMessage>
