import * as z from 'zod'
import { LinkView } from './link.ts'

/** The part of a link that an upload page is made from. */
export const PageLink = LinkView.pick({
  accountId: true,
  objectKey: true,
  url: true,
  madeAtMs: true,
  expiresAtMs: true,
  headers: true,
})
export type PageLink = z.infer<typeof PageLink>

/** `put` shows how far it is and what became of it, and needs a CORS rule. `form` needs none, and sees neither. */
export const PageKind = z.enum(['put', 'form'])
export type PageKind = z.infer<typeof PageKind>

export const PageRequest = z.strictObject({
  link: PageLink,
  /** Of the register, which then watches the folder when senders name their files. */
  linkId: LinkView.shape.linkId.optional(),
  kind: PageKind,
  /** Only of a form: the file keeps the sender's name, in the folder of the link's key. */
  isNamedBySender: z.boolean(),
  /** Held by OSS for a form. A `put` page holds it itself, which somebody with the bare link need not. */
  maxBytes: z.int().min(1).max(5_000_000_000),
  locale: z.enum(['en', 'zh-CN']),
  /** Who asks, as the page says it. */
  asker: z.string().trim().min(1).max(80),
})
export type PageRequest = z.infer<typeof PageRequest>

/** Empty when the dialog was dismissed. */
export const SavedPage = z.strictObject({ fileName: z.string().nullable() })
export type SavedPage = z.infer<typeof SavedPage>
