import * as z from 'zod'
import { errorCodes } from '../errors.ts'

/** `ErrorShape` as it crosses IPC. */
export const ErrorView = z.strictObject({
  code: z.enum(errorCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  isRetryable: z.boolean(),
  oss: z
    .strictObject({
      status: z.int(),
      ossCode: z.string(),
      message: z.string(),
      ec: z.string(),
      requestId: z.string(),
      hostId: z.string(),
    })
    .optional(),
})
export type ErrorView = z.infer<typeof ErrorView>
