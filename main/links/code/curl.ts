// A curl command for a link: for a POSIX shell, and for the prompt of cmd.exe.
import { breaksInLinks } from '../../../shared/oss/object-key.ts'
import { powerShell } from './powershell.ts'
import { quoteCmd, quotePosix } from './quote.ts'
import type { Header, UploadFacts } from './upload-facts.ts'

export const curlPosix = (facts: UploadFacts): string => curlCommand('curl', facts, quotePosix)

/** A line of cmd.exe has 8,191 characters at most, and pasted ones break a little sooner. */
export const longestCmdLine = 8000

/**
 * `curl.exe` by its full name: in Windows PowerShell `curl` is something else. Two headers of a callback may be longer
 * than a line can be; then it is the program for PowerShell.
 */
export function curlCmd(facts: UploadFacts): string {
  const line = curlCommand('curl.exe', facts, quoteCmd)
  if (line.length <= longestCmdLine) return line
  return `# Too long for the Command Prompt: paste it into PowerShell.\n${powerShell(facts)}`
}

/**
 * One line. It exits with 22 on a refusal and shows what OSS says (curl 7.76 or later), and ends by showing the status.
 * The file to send is named as the object is; the sender puts their own file's name there.
 */
export function curlCommand(
  program: string,
  { url, objectKey, headers }: Pick<UploadFacts, 'url' | 'objectKey' | 'headers'>,
  quote: (text: string) => string,
): string {
  const name = objectKey.split('/').at(-1) ?? ''
  const sent = headers.map((header) => `-H ${quote(`${header.name}: ${header.value}`)}`)
  // curl itself would collapse the dots.
  const raw = breaksInLinks(objectKey) ? ['--path-as-is'] : []
  const file = name === '' ? putBytes(headers, quote) : putFile(name, quote)
  const status = ['--fail-with-body', '-w', quote(String.raw`\nHTTP %{http_code}\n`)]
  return [program, ...raw, ...file, ...sent, ...status, quote(url)].join(' ')
}

/** -T streams the file and adds no Content-Type. It expands {} and [] in the name unless told not to; `-` is stdin. */
function putFile(name: string, quote: (text: string) => string): string[] {
  const glob = /[{}[\]]/.test(name) ? ['-g'] : []
  return [...glob, '-T', quote(name.startsWith('-') ? `./${name}` : name)]
}

/** To a URL that ends in `/` -T would append the file's name; --data-binary would add a Content-Type of its own. */
function putBytes(headers: readonly Header[], quote: (text: string) => string): string[] {
  const hasType = headers.some(({ name }) => name.toLowerCase() === 'content-type')
  return ['-X', 'PUT', ...(hasType ? [] : ['-H', quote('Content-Type:')]), '--data-binary', quote('@file')]
}
