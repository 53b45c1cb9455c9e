// Further headers signed into a link: which can be, and why others cannot.

/**
 * `field`: the form has a field for it. `signing`: part of the signature itself. `client`: browsers and HTTP programs
 * set it themselves, so what they send would differ. `refused`: OSS takes none such with an upload.
 */
export type PinnedProblem = 'name' | 'value' | 'duplicate' | 'field' | 'signing' | 'client' | 'refused'

const fields = new Set([
  'content-type',
  'content-length',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'expires',
  'x-oss-object-acl',
  'x-oss-storage-class',
  'x-oss-forbid-overwrite',
  'x-oss-traffic-limit',
  'x-oss-tagging',
  'x-oss-callback',
  'x-oss-callback-var',
  'x-oss-server-side-encryption',
  'x-oss-server-side-encryption-key-id',
])

const signing =
  /^(?:authorization|x-oss-(?:date|credential|security-token|content-sha256|signature.*|expires|additional-headers))$/

/** What fetch forbids to set (Fetch Standard, forbidden request-header), and what programs add or change by themselves. */
const client = new Set([
  ...['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'connection', 'cookie', 'cookie2', 'date'],
  ...['dnt', 'expect', 'host', 'keep-alive', 'origin', 'pragma', 'priority', 'referer', 'set-cookie', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'user-agent', 'via', 'x-forwarded-for', 'forwarded'],
])
const clientPrefix = /^(?:access-control-|proxy-|sec-|x-http-method|x-method-override)/
const refused = /^(?:if-|range$)/

const token = /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/

/** Printable ASCII is all a header can hold without an agreement on how to read it. */
export const isHeaderText = (text: string): boolean => /^[\x20-\x7e]+$/.test(text.trim())

export function pinnedNameProblem(typed: string): PinnedProblem | undefined {
  const name = typed.trim().toLowerCase()
  if (!token.test(name)) return 'name'
  if (fields.has(name) || name.startsWith('x-oss-meta-')) return 'field'
  if (signing.test(name)) return 'signing'
  if (client.has(name) || clientPrefix.test(name)) return 'client'
  return refused.test(name) ? 'refused' : undefined
}

/** The first rule the headers break, with the name as typed. */
export function pinnedProblem(
  headers: Readonly<Record<string, string>>,
): { problem: PinnedProblem; name: string } | undefined {
  const seen = new Set<string>()
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.trim().toLowerCase()
    const problem = pinnedNameProblem(name) ?? (isHeaderText(value) ? undefined : 'value')
    if (problem !== undefined) return { problem, name }
    if (seen.has(lower)) return { problem: 'duplicate', name }
    seen.add(lower)
  }
  return undefined
}
