import { about, notTold } from './about.ts'
import { quoteJson as quote } from './quote.ts'
import type { UploadFacts } from './upload-facts.ts'

/** node:http, because fetch sends a stream without its length. */
export function node(facts: UploadFacts): string {
  const headers = facts.headers.map(({ name, value }) => `  ${quote(name)}: ${quote(value)},\n`).join('')
  const told = facts.hasCallback ? `  if (answer.statusCode === 203) console.warn(${quote(notTold)})\n` : ''
  return `${about(facts, '//', ['Node.js 18 or later: node upload.mjs [file]'])}
import { createReadStream, statSync } from 'node:fs'
import { request } from '${facts.url.startsWith('https:') ? 'node:https' : 'node:http'}'

const url = ${quote(facts.url)}
const file = process.argv[2] ?? ${quote(facts.fileName)}
const headers = {
${headers}  'Content-Length': statSync(file).size,
}

const fail = (reason) => {
  console.error('Not uploaded:', reason)
  process.exit(1)
}
const upload = request(url, { method: 'PUT', headers }, async (answer) => {
  let text = ''
  for await (const part of answer.setEncoding('utf8')) text += part
  if (answer.statusCode < 200 || answer.statusCode > 299) fail('HTTP ' + answer.statusCode + ' ' + text)
${told}  console.log('Uploaded.', text)
})
upload.on('error', fail)
createReadStream(file).on('error', fail).pipe(upload)
`
}
