// The register with 10,000 links, in main: what it takes to open the list, to filter it, and to look after it.
import { join } from 'node:path'
import { openLinkStore } from '../../main/platform/open-link-store.ts'
import type { LinkChange, LinkStore, NewLink } from '../../main/links/register/ports.ts'
import type { LinkId, LinkRequest } from '../../shared/model/link.ts'
import { linkFilters } from '../../shared/model/register.ts'
import type { LinkQuery } from '../../shared/model/register.ts'
import type { Scene } from './scene.ts'
import { atMost, byTurns, median, rounded } from './scene.ts'

const count = 10_000
const nowMs = Date.UTC(2026, 10, 20, 8)
const first: LinkQuery = { search: '', filter: 'all', offset: 0, limit: 80 }

/** The keychain seals one key, whatever the number of links. */
const box = {
  keychain: () => Promise.resolve('bench'),
  seal: (text: string) => Promise.resolve({ ciphertext: text, backend: 'bench' }),
  open: ({ ciphertext }: { ciphertext: string }) => Promise.resolve(ciphertext),
}

function newLink(at: number): NewLink {
  const objectKey = `contracts/${at % 10 === 0 ? '合同 ' : ''}company ${String(at).padStart(5, '0')} signed.pdf`
  const request: LinkRequest = {
    // Any text is an id here, and below.
    accountId: 'bench' as LinkRequest['accountId'],
    ...{ objectKey, forWhom: `Company ${at}, Ltd`, isFirstUploadOnly: true },
    ...{ metadata: { department: `Sales ${at % 20}` }, tags: {}, pinnedHeaders: {} },
    validity: { kind: 'seconds', seconds: 604_800 },
  }
  const url = `https://bench.oss-cn-hangzhou.aliyuncs.com/${encodeURI(objectKey)}?x-oss-signature=${'0'.repeat(600)}`
  const { accountId, forWhom } = request
  const headers = [{ name: 'x-oss-forbid-overwrite', value: 'true' }]
  const times = { madeAtMs: nowMs + at, expiresAtMs: nowMs + 604_800_000 }
  return {
    request,
    view: { linkId: `l${at}` as LinkId, accountId, objectKey, forWhom, kind: 'put', url, headers, ...times },
  }
}

/** A third received, some replaced, expired, closed, or not to be seen. */
function become(at: number): LinkChange {
  const linkId = `l${at}` as LinkId
  const latest = { etag: `E${at}`, bytes: at * 1000, lastModifiedMs: nowMs + at * 1000 }
  const error = { code: 'auth.denied', params: { action: 'oss:GetObject', resource: '' }, isRetryable: false } as const
  if (at % 3 === 0) return { linkId, state: 'received', latest, isNew: at % 300 === 0, nextCheckMs: null }
  if (at % 11 === 0) return { linkId, state: 'replaced', latest }
  if (at % 13 === 0) return { linkId, state: 'expired', nextCheckMs: null }
  if (at % 17 === 0) return { linkId, state: 'closed', nextCheckMs: null }
  return at % 19 === 0
    ? { linkId, error, nextCheckMs: nowMs + at }
    : { linkId, lastCheckMs: nowMs, nextCheckMs: nowMs + at }
}

async function open(path: string): Promise<LinkStore> {
  const { store, setAside } = await openLinkStore({ path, box, nowMs, report: (error) => console.error(error) })
  if (setAside !== undefined) throw new Error('The register was set aside')
  return store
}

const numbers = Array.from({ length: count }, (_, at) => at)

async function fill(path: string): Promise<void> {
  const store = await open(path)
  store.add(numbers.map(newLink), nowMs)
  store.change(numbers.map(become))
  store.close()
}

/** What the list asks for when it is first shown. */
async function opened(path: string): Promise<{ store: LinkStore; ms: number }> {
  const from = performance.now()
  const store = await open(path)
  store.expire(nowMs)
  const { rows, total } = store.window(first)
  store.counts({ search: '' })
  store.newCount()
  if (total !== count || rows.length !== first.limit) throw new Error('The list is not whole')
  return { store, ms: performance.now() - from }
}

async function once(path: string) {
  const { store, ms } = await opened(path)
  const timed = (work: () => unknown): number => {
    const from = performance.now()
    work()
    return performance.now() - from
  }
  const window = (query: Partial<LinkQuery>): number => timed(() => store.window({ ...first, ...query }))
  const result = {
    open: ms,
    filter: Math.max(...linkFilters.map((filter) => window({ filter }))),
    search: Math.max(...['9999', 'COMPANY 77', '合同 signed', 'nobody'].map((search) => window({ search }))),
    end: window({ offset: count - first.limit }),
    due: timed(() => store.due(nowMs + count, 200)),
    lookedFor: timed(() => store.lookedFor('bench', 'contracts/', 1000)),
    openOne: timed(() => store.open('l5000' as LinkId)),
  }
  store.close()
  return result
}

export async function measureRegister({ files, runs, say }: Scene): Promise<void> {
  const path = join(files, 'links.sqlite')
  await fill(path)
  const { register } = await byTurns({ register: () => once(path) }, Math.max(5, runs))
  const of = (name: keyof (typeof register)[number]): number => rounded(median(register.map((each) => each[name])), 1)
  const names = ['open', 'filter', 'search', 'end', 'due', 'lookedFor', 'openOne'] as const
  say('register', {
    links: count,
    milliseconds: Object.fromEntries(names.map((name) => [name, of(name)])),
    all: register.map(({ open: ms }) => rounded(ms, 1)),
    bars: [
      atMost('milliseconds until 10,000 links are open', of('open'), 500),
      atMost('milliseconds for the slowest filter', of('filter'), 100),
      atMost('milliseconds for the slowest search', of('search'), 100),
    ],
  })
}
