// The form of PostObject, sent without asking for an answer: no CORS rule is needed, and nothing can be read.
import type { NameAndValue } from '../facts.ts'

export type FormResult =
  /** The storage said that it took the file, in the one way a page without CORS can hear. */
  | { kind: 'taken' }
  /** Something answered; what it said cannot be known. */
  | { kind: 'answered' }
  | { kind: 'noAnswer' }
  | { kind: 'stopped' }

/**
 * OSS sends whoever uploaded here once the file is stored, and answers without a redirect when it is not. The page's
 * own content security policy forbids to follow, and that refusal can be heard. Nothing is ever asked of this address,
 * which cannot exist (RFC 2606).
 */
const takenAddress = 'https://upload-taken.invalid/'

const heardMs = 200

export async function sendForm(
  {
    url,
    fields,
    contentType,
    fileName,
  }: { url: string; fields: readonly NameAndValue[]; contentType?: string; fileName: string },
  file: File,
  signal: AbortSignal,
): Promise<FormResult> {
  const form = new FormData()
  for (const { name, value } of fields) form.append(name, value)
  form.append('success_action_redirect', takenAddress)
  form.append('file', file.slice(0, file.size, contentType ?? file.type), fileName)
  let isTaken = false
  const listen = (event: SecurityPolicyViolationEvent) => {
    if (event.effectiveDirective === 'connect-src') isTaken = true
  }
  document.addEventListener('securitypolicyviolation', listen)
  try {
    await fetch(url, { method: 'POST', mode: 'no-cors', body: form, signal, credentials: 'omit' })
    return { kind: 'answered' }
  } catch {
    if (signal.aborted) return { kind: 'stopped' }
    // The event is a task of its own and may come just after the refusal.
    await new Promise((resolve) => setTimeout(resolve, heardMs))
    return isTaken ? { kind: 'taken' } : { kind: 'noAnswer' }
  } finally {
    document.removeEventListener('securitypolicyviolation', listen)
  }
}
