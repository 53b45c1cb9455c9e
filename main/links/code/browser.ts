import { about, notTold } from './about.ts'
import { quoteJson } from './quote.ts'
import type { UploadFacts } from './upload-facts.ts'

/** Stays a literal when the script stands inside a page. */
const quote = (text: string): string => quoteJson(text).replaceAll('<', String.raw`\u003c`)

export function browser(facts: UploadFacts): string {
  const headers = facts.headers.map(({ name, value }) => `\n      ${quote(name)}: ${quote(value)},`).join('')
  const told = facts.hasCallback ? `  if (answer.status === 203) console.warn(${quote(notTold)})\n` : ''
  const how = [
    "The bucket's CORS rules must allow PUT and any header from the page's address.",
    'For example: <input type="file" onchange="upload(this.files[0])">',
  ]
  return `${about(facts, '//', how)}
async function upload(file) {
  const answer = await fetch(${quote(facts.url)}, {
    method: 'PUT',
    headers: {${headers}${headers === '' ? '' : '\n    '}},
    // Without a type of its own: the browser would send it, and the link takes only the headers above.
    body: file.slice(0, file.size, ''),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error('Not uploaded: HTTP ' + answer.status + ' ' + text)
${told}  return text
}
`
}
