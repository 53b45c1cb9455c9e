// The page is served from app://courier, because file:// has more rights than a page needs.
import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { contentSecurityPolicy, fileOfUrl, mediaTypeOf } from './page-files.ts'

/** Before app is ready, once. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

const notFound = () => new Response(null, { status: 404 })

/** Serves the built page under `rootDir`, and nothing outside it. */
export function servePage(rootDir: string): void {
  protocol.handle('app', async ({ url, method }) => {
    const path = method === 'GET' ? fileOfUrl(rootDir, url) : undefined
    const type = path === undefined ? undefined : mediaTypeOf(path)
    if (path === undefined || type === undefined) return notFound()
    try {
      return new Response(await readFile(path), {
        headers: {
          'content-type': type,
          'content-security-policy': contentSecurityPolicy,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
        },
      })
    } catch {
      return notFound()
    }
  })
}
