// What "Labels, notify a server, and more" holds, and how it is summed up.
import type { LinkPolicy } from '../../shared/model/link.ts'
import type { LinkPreset } from '../../shared/model/link-preset.ts'
import { callbackUrls } from '../../shared/oss/callback.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { formatBytes } from '../lib/format.ts'

export type MorePolicy = Omit<LinkPolicy, 'validity' | 'contentType' | 'storageClass' | 'isFirstUploadOnly'>

export const noMore: MorePolicy = { metadata: {}, tags: {}, pinnedHeaders: {} }

/** Of a whole policy. */
export function moreOf(policy: LinkPreset['policy']): MorePolicy {
  const { validity: _v, contentType: _t, storageClass: _s, isFirstUploadOnly: _f, ...more } = policy
  return more
}

export type Summary = { text: string; isRisky?: boolean }

/** Of a second: speeds are written in MB/s. */
export const bitsPerMegabyte = 8_000_000

const hostOf = (url: string): string => /^[a-z]+:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url

/** One or two words for each thing that is set, in the order of the sheet. */
export function summariesOf(more: MorePolicy): Summary[] {
  const count = (labels: Readonly<Record<string, string>>) => Object.keys(labels).length
  const urls = more.callback ? callbackUrls(more.callback.url) : []
  const said: (Summary | undefined)[] = [
    count(more.metadata) > 0 ? { text: t('policy.chipLabels', { count: count(more.metadata) }) } : undefined,
    count(more.tags) > 0 ? { text: t('policy.chipTags', { count: count(more.tags) }) } : undefined,
    more.contentDisposition ? { text: t('policy.chipOpening') } : undefined,
    more.cacheControl || more.expires ? { text: t('policy.chipCache') } : undefined,
    more.contentEncoding ? { text: t('policy.chipEncoding', { encoding: more.contentEncoding }) } : undefined,
    more.acl ? { text: t(`policy.chipAcl.${more.acl}`), isRisky: more.acl !== 'private' } : undefined,
    more.encryption ? { text: t('policy.chipEncrypted', { kind: more.encryption.kind }) } : undefined,
    more.exactBytes === undefined ? undefined : { text: t('policy.chipSize', { size: formatBytes(more.exactBytes) }) },
    more.trafficLimitBitsPerSecond === undefined
      ? undefined
      : { text: t('policy.chipSpeed', { speed: more.trafficLimitBitsPerSecond / bitsPerMegabyte }) },
    urls.length > 0 ? { text: t('policy.chipNotify', { host: hostOf(urls[0] ?? '') }) } : undefined,
    count(more.pinnedHeaders) > 0 ? { text: t('policy.chipHeaders', { count: count(more.pinnedHeaders) }) } : undefined,
  ]
  return said.filter((each) => each !== undefined)
}
