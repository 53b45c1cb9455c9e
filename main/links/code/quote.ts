// Text as a literal of each language, so that no name or value can end it early or mean something else.

/** JavaScript, Python, Go and C#: what JSON escapes, they read back. */
export const quoteJson = (text: string): string => JSON.stringify(text)

/** POSIX shells: everything between single quotes is taken as it is; a single quote itself is stepped around. */
export const quotePosix = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** PowerShell takes typographic single quotes for plain ones. */
export const quotePowerShell = (text: string): string => `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`

/**
 * One argument at the prompt of cmd.exe. The inner escaping is for the program's own parser; the carets keep cmd from
 * reading anything, quotes included, so that it never believes itself inside a string. `^%` works at the prompt only: in
 * a batch file the sign is written `%%`.
 */
export function quoteCmd(text: string): string {
  const argument = `"${text.replace(/(\\*)"/g, String.raw`$1$1\"`).replace(/\\+$/, '$&$&')}"`
  return argument.replace(/[()%!^"<>&|]/g, '^$&')
}

/** Java reads source files in the system's encoding, so only ASCII stands in them. */
export const quoteJava = (text: string): string =>
  JSON.stringify(text).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Kotlin fills `$name` in and knows no `\f`. */
export const quoteKotlin = (text: string): string =>
  JSON.stringify(text)
    .replaceAll('$', String.raw`\$`)
    .replace(/(?<!\\)((?:\\\\)*)\\f/g, String.raw`$1\u000c`)

export const quotePhp = (text: string): string => `'${text.replace(/['\\]/g, String.raw`\$&`)}'`

/** Bytes of UTF-8 in octal, which ends after three digits, as hex would not; and no trigraphs. */
export function quoteCpp(text: string): string {
  const escaped = text.replace(/["\\]/g, String.raw`\$&`).replace(/(?<=\?)\?/g, String.raw`\?`)
  const octal = (byte: number) => `\\${byte.toString(8).padStart(3, '0')}`
  return `"${escaped.replace(/[^\x20-\x7e]+/g, (run) => Array.from(new TextEncoder().encode(run), octal).join(''))}"`
}
