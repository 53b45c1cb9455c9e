// The upload page as one HTML file: nothing outside it is loaded, and nothing but the link's own address is called.
import { createHash } from 'node:crypto'
import type { PageFacts } from './facts.ts'
import { pageStyle } from './style.ts'
import { plainWords } from './plain-words.ts'
import { pageWords } from './words.ts'

/** For text between tags and inside quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** JSON inside a script element: no value may end the element or begin a comment. */
export const escapeJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** As a browser reads it, which is what it hashes. */
const asRead = (text: string): string => text.replaceAll('\r\n', '\n')

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Everything is forbidden but this script, this style, and requests to the link's address. */
export function contentPolicy(script: string, style: string, url: string): string {
  const { origin } = new URL(url)
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    `connect-src ${origin}`,
    `form-action ${origin}`,
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}

const hidden = ({ name, value }: { name: string; value: string }): string =>
  `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`

/** Without scripts a form link is still a form, though the plainest: the answer of the storage takes its place. */
function withoutScript(facts: PageFacts): string {
  const words = plainWords[facts.locale]
  if (facts.mode !== 'form') return `<p>${escapeHtml(words.noScript)}</p>`
  const fields = [...facts.fields, { name: 'success_action_status', value: '201' }]
  return `<form class="plain" method="post" enctype="multipart/form-data" action="${escapeHtml(facts.url)}">
${fields.map(hidden).join('\n')}
<p>${escapeHtml(words.plainForm)}</p>
<label>${escapeHtml(words.file)} <input type="file" name="file" required></label>
<button class="button primary">${escapeHtml(words.send)}</button>
</form>`
}

/** `code` is the page's script, bundled into one file. */
export function uploadPage(facts: PageFacts, code: string): string {
  const script = asRead(code)
  const style = asRead(pageStyle)
  if (/<\/script|<!--/i.test(script)) throw new Error('The script of the upload page would end its own element')
  const title = pageWords[facts.locale].title.replace('{asker}', () => facts.asker)
  return `<!doctype html>
<html lang="${facts.locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(contentPolicy(script, style, facts.url))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<noscript><main><h1>${escapeHtml(title)}</h1>
${withoutScript(facts)}
</main></noscript>
<main id="body" hidden>
<div id="head"><h1 id="title" tabindex="-1"></h1><p id="lead"></p></div>
<div id="stage"></div>
<footer><p id="foot"></p><span id="language"></span></footer>
<p id="live" class="quiet" role="status" aria-live="polite"></p>
<input id="file" type="file" hidden>
</main>
<script type="application/json" id="facts">${escapeJson(facts)}</script>
<script>${script}</script>
</body>
</html>
`
}
