import { AppError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'

export const codeOf = (error: unknown): ErrorCode | undefined => (error instanceof AppError ? error.code : undefined)
