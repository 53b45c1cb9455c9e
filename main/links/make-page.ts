// From a link to an upload page: a page that sends to the link itself, or one that sends the same as a form.
import { AppError } from '../../shared/errors.ts'
import type { PageLink, PageRequest } from '../../shared/model/page.ts'
import { diskOrigin } from '../../shared/oss/cors-rule.ts'
import type { PageWish } from '../oss/cors-operations.ts'
import type { Credentials, OssTarget } from '../oss/types.ts'
import { exactBytesOf, withoutLength } from './exact-bytes.ts'
import { makeFormLink } from './form-link.ts'
import { linkKey } from './link-key.ts'
import { validitySeconds } from './validity.ts'
import type { PageFacts } from './page/facts.ts'

type Access = {
  target: OssTarget
  credentials: Credentials
  folder: string
  tokenExpiresAtMs?: number
  /** By the server's clock, as far as it is known. */
  nowMs: number
}

export type PagePorts = {
  /** File name extensions of a content type, without dots, the usual one first. Empty when none is known. */
  extensionsOf: (contentType: string) => readonly string[]
}

const contentTypeOf = ({ headers }: Pick<PageLink, 'headers'>): string | undefined =>
  headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value

/** What a browser will ask before it lets the page use the link. */
export const pageWish = ({ objectKey, headers }: PageLink): PageWish => ({
  objectKey,
  origin: diskOrigin,
  method: 'PUT',
  headers: withoutLength(headers).map(({ name }) => name),
})

/** A kind of file is wanted when its type is signed and says more than "bytes". */
export function kindOf(
  link: Pick<PageLink, 'objectKey' | 'headers'>,
  { extensionsOf }: PagePorts,
): NonNullable<PageFacts['kind']> | undefined {
  const contentType = contentTypeOf(link)?.split(';')[0]?.trim().toLowerCase()
  if (contentType === undefined || contentType === 'application/octet-stream') return undefined
  const known = extensionsOf(contentType)
  const own = /\.([^./]+)$/.exec(link.objectKey)?.[1]?.toLowerCase()
  const extensions = own === undefined || known.includes(own) ? known : [...known, own]
  const label = own !== undefined && known.includes(own) ? own : (extensions[0] ?? contentType)
  return { contentType, label: label === contentType ? label : label.toUpperCase(), extensions }
}

/** A page is made for links of the account it names, so that nothing else can be dressed up as one. */
function checkLink({ url, objectKey }: PageLink, { target, folder }: Access): void {
  const { protocol, host } = target.endpoint
  if (!url.startsWith(`${protocol}//${host}/`) || linkKey(objectKey, folder) !== objectKey) {
    throw new AppError('ipc.badInput')
  }
}

/** Throws `link.expired` in the link's last minute, `ipc.badInput` for a link of another account, and what makeFormLink throws. */
export function makePage(request: PageRequest, access: Access, ports: PagePorts): PageFacts {
  const { link, kind, isNamedBySender, maxBytes, locale, asker } = request
  checkLink(link, access)
  if (link.expiresAtMs <= access.nowMs + 60_000) throw new AppError('link.expired')
  const wanted = kindOf(link, ports)
  const isForm = kind === 'form'
  const exactBytes = exactBytesOf(link.headers)
  const facts = {
    locale,
    asker,
    ...(isForm && isNamedBySender ? {} : { fileName: link.objectKey.split('/').at(-1) ?? '' }),
    ...(wanted ? { kind: wanted } : {}),
    maxBytes: exactBytes ?? maxBytes,
    ...(exactBytes === undefined ? {} : { exactBytes }),
    madeAtMs: link.madeAtMs,
    expiresAtMs: link.expiresAtMs,
    isFirstUploadOnly: link.headers.some(({ name }) => name.toLowerCase() === 'x-oss-forbid-overwrite'),
  }
  if (!isForm) return { ...facts, mode: 'put', url: link.url, headers: withoutLength(link.headers) }
  // The form is signed anew, so it is held to the limits of a new link.
  const atMs = link.expiresAtMs
  const { expiresSeconds } = validitySeconds({ kind: 'until', atMs }, access)
  const expiresAtMs = Math.min(atMs, access.nowMs + expiresSeconds * 1000)
  const { objectKey, headers } = link
  const form = makeFormLink({ objectKey, headers, isNamedBySender, maxBytes, expiresAtMs }, access)
  return { ...facts, expiresAtMs, madeAtMs: Math.floor(access.nowMs / 1000) * 1000, mode: 'form', ...form }
}
