import type { Words } from './words.ts'

/** The reason behind the reasons: what the system said. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? causeOf(error.cause) : error.message
}

/** What is said when the app could not start. `clean` takes out what nobody is to see. */
export function startFailure(error: unknown, logFile: string, words: Words, clean: (text: string) => string): string {
  const { startFailed, startFailedCause, startFailedLog } = words
  return `${startFailed}\n\n${startFailedCause}\n${clean(causeOf(error))}\n\n${startFailedLog}\n${logFile}`
}
