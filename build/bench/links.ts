// Making 10,000 upload links, beside the official SDK signing the same addresses.
import { createRequire } from 'node:module'
import { makeLinks } from '../../main/links/make-link.ts'
import { targetFor } from '../../main/oss/endpoint.ts'
import { presignFor } from '../../main/oss/sign-v4.ts'
import { AppError } from '../../shared/errors.ts'
import type { LinkRequest } from '../../shared/model/link.ts'
import { anyAccount } from './engine.ts'
import type { Scene } from './scene.ts'
import { atLeast, atMost, byTurns, median, rounded } from './scene.ts'

const count = 10_000
const bucket = 'bench'
const region = 'cn-hangzhou'
const expiresSeconds = 86_400

/** As much of ali-oss as is used; it brings no types along. */
type AliOss = {
  signatureUrlV4(
    method: string,
    expiresSeconds: number,
    request: { headers: Record<string, string> },
    objectKey: string,
  ): Promise<string>
}

function createAliOss(): AliOss {
  // Its documented constructor; the method is named above.
  const Constructor = createRequire(import.meta.url)('ali-oss') as new (options: object) => AliOss
  const { accessKeyId, accessKeySecret } = anyAccount
  const keys = { accessKeyId, accessKeySecret, authorizationV4: true }
  return new Constructor({ ...keys, region: `oss-${region}`, bucket, secure: true })
}

/** One in ten with a name of more than ASCII, as in a list of people. */
const keys = Array.from({ length: count }, (_, at) =>
  at % 10 === 0 ? `contracts/2026/合同 ${at} (signed).pdf` : `contracts/2026/acme-${at}.pdf`,
)
const headers = { 'content-type': 'application/pdf', 'x-oss-forbid-overwrite': 'true', 'x-oss-meta-batch': 'autumn' }
const requests = keys.map((objectKey, at): LinkRequest => {
  // Any text is an id here. Each has objects of its own, as when it came through a list.
  const accountId = 'bench' as LinkRequest['accountId']
  const more = { metadata: { batch: 'autumn' }, tags: {}, pinnedHeaders: {}, isFirstUploadOnly: true }
  const validity = { kind: 'seconds' as const, seconds: expiresSeconds }
  return { accountId, objectKey, forWhom: `Person ${at}`, validity, contentType: 'application/pdf', ...more }
})

const seconds = (fromMs: number): number => (performance.now() - fromMs) / 1000

export async function measureLinks({ runs, say }: Scene): Promise<void> {
  const ali = createAliOss()
  const target = targetFor({ kind: 'public', region, bucket })
  const { accessKeyId, accessKeySecret } = anyAccount
  // New ones each time, so that no run has the key another derived.
  const credentials = () => ({ accessKeyId, accessKeySecret })
  const took = await byTurns(
    {
      makeLinks: async () => {
        const from = performance.now()
        let made = 0
        const facts = { folder: '', target, credentials: credentials(), nowMs: Date.now() }
        const links = makeLinks(requests, { ...facts, newId: () => String((made += 1)) })
        const taken = seconds(from)
        if (links.some((link) => link instanceof AppError)) throw new Error('a link was turned down')
        return Promise.resolve(taken)
      },
      signing: async () => {
        const from = performance.now()
        const put = { method: 'PUT' as const, query: {}, headers }
        const sign = presignFor(put, target, credentials(), new Date(), { expiresSeconds })
        let characters = 0
        for (const objectKey of keys) characters += sign(objectKey).url.length
        if (characters < count * 300) throw new Error('the links are too short')
        return Promise.resolve(seconds(from))
      },
      aliOss: async () => {
        const from = performance.now()
        let characters = 0
        for (const key of keys) characters += (await ali.signatureUrlV4('PUT', expiresSeconds, { headers }, key)).length
        if (characters < count * 300) throw new Error('the links are too short')
        return seconds(from)
      },
    },
    Math.max(5, runs),
  )
  const medians = {
    makeLinks: median(took.makeLinks),
    signing: median(took.signing),
    aliOss: median(took.aliOss),
  }
  const perLink = Object.entries(medians).map(([name, each]) => [name, rounded((each / count) * 1e6, 2)])
  say('links', {
    links: count,
    seconds: Object.fromEntries(Object.entries(medians).map(([name, each]) => [name, rounded(each, 4)])),
    microsecondsPerLink: Object.fromEntries(perLink) as Record<string, number>,
    all: Object.fromEntries(Object.entries(took).map(([name, each]) => [name, each.map((one) => rounded(one, 4))])),
    bars: [
      atMost('seconds to sign 10,000 links', rounded(medians.signing), 1),
      atLeast('times less per link than ali-oss, signing', rounded(medians.aliOss / medians.signing, 2), 5),
      atLeast(
        'times less per link than ali-oss, checked and put together',
        rounded(medians.aliOss / medians.makeLinks, 2),
        5,
      ),
    ],
  })
}
