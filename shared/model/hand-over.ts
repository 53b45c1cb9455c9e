// A link in the form in which it is handed to somebody else.
import * as z from 'zod'
import { codeLanguages, messageLocales } from '../hand-over.ts'
import { LinkView } from './link.ts'

export const HandOverForm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), locale: z.enum(messageLocales) }),
  z.strictObject({ kind: z.literal('code'), language: z.enum(codeLanguages) }),
])
export type HandOverForm = z.infer<typeof HandOverForm>

export const HandOverRequest = z.strictObject({
  link: LinkView.pick({ objectKey: true, url: true, headers: true, expiresAtMs: true }),
  as: HandOverForm,
})
export type HandOverRequest = z.infer<typeof HandOverRequest>
