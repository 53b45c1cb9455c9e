import { about, notTold } from './about.ts'
import { quotePowerShell as quote } from './quote.ts'
import type { Header, UploadFacts } from './upload-facts.ts'

/** .NET keeps headers that describe the body apart from those of the request. */
export const isContentHeader = ({ name }: Header): boolean => /^(?:content-|expires$|last-modified$|allow$)/i.test(name)

/** Windows PowerShell reads a script without a mark as ANSI, so a name beyond ASCII is spelled in ASCII. */
const fileLiteral = (name: string): string =>
  /^[\x20-\x7e]*$/.test(name) ? quote(name) : `[Uri]::UnescapeDataString(${quote(encodeURIComponent(name))})`

/** Invoke-WebRequest hides the answer to a refusal and holds large files up with its progress bar: HttpClient does not. */
export function powerShell(facts: UploadFacts): string {
  const add = (header: Header) => {
    const headers = isContentHeader(header) ? '$request.Content.Headers' : '$request.Headers'
    return `[void]${headers}.TryAddWithoutValidation(${quote(header.name)}, ${quote(header.value)})\n`
  }
  const told = facts.hasCallback ? `\n  if ([int]$answer.StatusCode -eq 203) { Write-Warning ${quote(notTold)} }` : ''
  return `${about(facts, '#', ['Paste it into PowerShell (5.1 or 7) in the folder of the file, or run it as a script.'])}
$file = ${fileLiteral(facts.fileName)}
$url = ${quote(facts.url)}

$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Net.Http
# Windows PowerShell on an older system does not offer TLS 1.2 by itself.
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 3072
$client = [System.Net.Http.HttpClient]::new()
$client.Timeout = [System.Threading.Timeout]::InfiniteTimeSpan
$stream = [System.IO.File]::OpenRead((Resolve-Path -LiteralPath $file).ProviderPath)
$request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::Put, $url)
$request.Content = [System.Net.Http.StreamContent]::new($stream)
${facts.headers.map(add).join('')}try {
  $answer = $client.SendAsync($request).GetAwaiter().GetResult()
  $text = $answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()
  if (-not $answer.IsSuccessStatusCode) { throw "Not uploaded: HTTP $([int]$answer.StatusCode) $text" }${told}
  "Uploaded. $text"
} finally {
  $stream.Dispose()
  $client.Dispose()
}
`
}
