import * as z from 'zod'
import { LinkPolicy, Validity } from './link.ts'

/** A policy used again, with the name pattern that goes with it. A date in the past would help nobody: only a length is kept. */
export const LinkPreset = z.strictObject({
  name: z.string().trim().min(1).max(60),
  /** As typed under "Save it as", placeholders included. Empty: the name is typed each time. */
  pattern: z.string().max(1023),
  policy: LinkPolicy.extend({ validity: Validity.optional() }),
})
export type LinkPreset = z.infer<typeof LinkPreset>
