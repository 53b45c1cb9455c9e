import { about, notTold } from './about.ts'
import { quoteJson as quote } from './quote.ts'
import type { UploadFacts } from './upload-facts.ts'

/** http.client, because urllib.request adds a Content-Type of its own. */
export function python(facts: UploadFacts): string {
  const headers = facts.headers.map(({ name, value }) => `    ${quote(name)}: ${quote(value)},\n`).join('')
  const connection = facts.url.startsWith('https:') ? 'HTTPSConnection' : 'HTTPConnection'
  const told = facts.hasCallback ? `if answer.status == 203:\n    print(${quote(notTold)}, file=sys.stderr)\n` : ''
  return `${about(facts, '#', ['Python 3.7 or later: python3 upload.py [file]'])}
import http.client
import os
import sys
from urllib.parse import urlsplit

url = urlsplit(${quote(facts.url)})
headers = {
${headers}}
path = sys.argv[1] if len(sys.argv) > 1 else ${quote(facts.fileName)}

connection = http.client.${connection}(url.netloc, timeout=300, blocksize=1 << 20)
with open(path, "rb") as file:
    headers["Content-Length"] = str(os.fstat(file.fileno()).st_size)
    try:
        connection.request("PUT", url.path + "?" + url.query, body=file, headers=headers)
    except (BrokenPipeError, ConnectionResetError):
        pass  # Refused before the end; the answer says why.
answer = connection.getresponse()
text = answer.read().decode("utf-8", "replace")
if not 200 <= answer.status < 300:
    sys.exit(f"Not uploaded: HTTP {answer.status} {text}")
${told}print("Uploaded.", text)
`
}
