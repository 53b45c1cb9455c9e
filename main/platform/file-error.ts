import { AppError } from '../../shared/errors.ts'

/** The `code` of a Node system error, `''` for anything else. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}

/** Passing shortages of this computer, not a property of the file. */
const passing = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'])

/** Why a file could not be opened, read or described. `cause` names the path, so it stays in main. */
export function fileError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const errno = errnoOf(cause)
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return new AppError('file.notFound', { cause })
  return new AppError('file.unreadable', { cause, isRetryable: passing.has(errno) })
}

export const folderError = (cause: unknown): AppError =>
  new AppError('folder.unreadable', { cause, isRetryable: passing.has(errnoOf(cause)) })
