// Which file of the built page a URL names, and under which policy it is served.
import { extname, resolve, sep } from 'node:path'

/** The page is served from here and nowhere else. */
export const appOrigin = 'app://courier'

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** The network lives in main, so the page may connect to nothing. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const mediaTypeOf = (path: string): string | undefined => mediaTypes[extname(path).toLowerCase()]

/** Undefined for anything that is not a file under `rootDir`, however the URL spells it. */
export function fileOfUrl(rootDir: string, url: string): string | undefined {
  try {
    const { host, pathname } = new URL(url)
    if (host !== 'courier') return undefined
    const name = decodeURIComponent(pathname)
    if (name.includes('\0')) return undefined
    const root = resolve(rootDir)
    const path = resolve(root, `.${name === '/' ? '/index.html' : name}`)
    return path.startsWith(root + sep) ? path : undefined
  } catch {
    return undefined
  }
}
