// What must never reach a log file, taken out of whatever is logged.

const removed = '[removed]'

/** Fields whose value is never logged, whatever it is. */
const privateField =
  /secret|token|password|passphrase|authorization|signature|credential|cookie|ciphertext|sealed|access_?-?key|presigned|curl/i

const patterns: readonly (readonly [RegExp, string])[] = [
  // A login in a URL, then its query: signed links are bearer secrets.
  [/(\bhttps?:\/\/)[^\s/@"'<>]+@/gi, `$1${removed}@`],
  [/(\bhttps?:\/\/[^\s?"'<>]*)\?[^\s"'<>]*/gi, `$1?${removed}`],
  [/\?[^\s"'<>]*x-oss-[^\s"'<>]*/gi, `?${removed}`],
  [/\bOSS4-HMAC-SHA256[\s,]+Credential=[^\r\n"']*/gi, removed],
  [/\b(?:Basic|Bearer|OSS)\s+[\w+/=:.~-]{8,}/g, removed],
  [
    /((?:authorization|x-oss-[a-z-]*(?:signature|credential|token)|signature|security-?_?token|access-?_?key-?_?(?:id|secret)|password)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
    `$1${removed}`,
  ],
  // The ids Alibaba gives to keys, long-term and temporary, and its 30-letter secrets and long tokens.
  [/\b(?:LTAI|LTAK)\w{8,}/g, removed],
  [/\b(?:STS|TMP)\.\w{8,}/g, removed],
  [/\bCAIS[\w+/=%]{20,}/g, removed],
  [/(?<![\w+/=-])[A-Za-z0-9]{30}(?![\w+/=-])/g, removed],
  // An unnamed V4 signature.
  [/(?<!\w)[0-9a-f]{64}(?!\w)/gi, removed],
]

export const redactText = (text: string): string =>
  patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)

/** A copy that may be logged: fields named like secrets emptied, texts cleaned, at most `depth` levels. */
export function redact(value: unknown, depth = 6): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value
  if (depth === 0) return '[deeper]'
  if (value instanceof Error) return redact(describeError(value), depth)
  if (ArrayBuffer.isView(value)) return `[${String(value.byteLength)} bytes]`
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth - 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      redactText(name),
      privateField.test(name) && item !== undefined && item !== null ? removed : redact(item, depth - 1),
    ]),
  )
}

/** An error's own words, which its class and JSON would hide. */
function describeError(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const frames = stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
  return { ...error, name, message, ...(frames?.length ? { frames } : {}), ...(cause === undefined ? {} : { cause }) }
}
