import { resolve, sep } from 'node:path'
import { expect, it } from 'vitest'
import { contentSecurityPolicy, fileOfUrl, mediaTypeOf } from './page-files.ts'

const root = resolve('/srv/page')

it('serves index.html at the root and files below the root', () => {
  expect(fileOfUrl(root, 'app://courier/')).toBe(resolve(root, 'index.html'))
  expect(fileOfUrl(root, 'app://courier/assets/a%20b.js?v=1#top')).toBe(resolve(root, 'assets/a b.js'))
})

it.each([
  'app://courier/..%2f..%2fetc%2fpasswd',
  'app://courier/%2e%2e/%2e%2e/page-other/x.js',
  'app://courier/..%2fpage-other/x.js',
  'app://courier/a%00.js',
  'app://courier/%',
  'app://other/index.html',
  'not a url',
])('refuses %s', (url) => {
  const path = fileOfUrl(root, url)
  // A URL parser may already have removed the dots; what is left must then lie under the root.
  expect(path === undefined || path.startsWith(root + sep)).toBe(true)
  if (url.includes('..%2f')) expect(path).toBeUndefined()
})

it('has a type for what the page is built of and none for anything else', () => {
  expect(mediaTypeOf('x.JS')).toBe('text/javascript; charset=utf-8')
  expect(mediaTypeOf('settings.json')).toBeUndefined()
})

it('lets the page load only itself and connect to nothing', () => {
  expect(contentSecurityPolicy).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
})
