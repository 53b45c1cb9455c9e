import * as z from 'zod'

/** Size and position while not maximised, in device-independent pixels. */
export const WindowState = z.strictObject({
  x: z.int().optional(),
  y: z.int().optional(),
  width: z.int().positive(),
  height: z.int().positive(),
  isMaximized: z.boolean(),
})
export type WindowState = z.infer<typeof WindowState>
