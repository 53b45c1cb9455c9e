// An error as one or two sentences. Here because main writes them into files and the page shows them.
import type { ErrorShape } from '../errors.ts'
import { findRegion } from '../oss/regions.ts'
import { errors as english } from './en/errors.ts'
import { fill } from './message.ts'
import type { Locale, Message } from './message.ts'
import { errors as chinese } from './zh-CN/errors.ts'

const sentences: Record<Locale, Readonly<Record<ErrorShape['code'], Message>>> = { en: english, 'zh-CN': chinese }

/** What stands in a sentence when OSS did not say. */
const unknown: Record<Locale, Readonly<Record<'host' | 'region' | 'action' | 'resource', string>>> = {
  en: { host: 'Alibaba Cloud', region: 'another region', action: 'the permission', resource: 'this bucket' },
  'zh-CN': { host: '阿里云', region: '其他地域', action: '相应的权限', resource: '这个存储空间' },
}

/** China (Hangzhou), 华东1（杭州）; a region that is not in our list is named by its ID. */
export function regionName(region: string, locale: Locale): string {
  const known = findRegion(region)
  if (known === undefined) return region
  return locale === 'en' ? known.en : known.zh
}

/** `acs:oss:*:*:bucket/key` without its head; a name that only a test used is left off. */
const shownResource = (resource: string): string =>
  resource.replace(/^acs:oss:[^:]*:[^:]*:/, '').replace(/\.oss-courier-check-[^/]*$/, '')

function shown(name: string, value: string, locale: Locale): string {
  if (name === 'region') return regionName(value, locale) || unknown[locale].region
  if (name === 'resource') return shownResource(value) || unknown[locale].resource
  return name === 'host' || name === 'action' ? value || unknown[locale][name] : value
}

/** The placeholders as a person reads them: regions by name, objects without their ARN, no empty places. */
export function shownParams(params: ErrorShape['params'], locale: Locale): ErrorShape['params'] {
  const entries = Object.entries(params).map(
    ([name, value]) => [name, typeof value === 'string' ? shown(name, value, locale) : value] as const,
  )
  return Object.fromEntries(entries)
}

/** What happened and what to do. */
export const errorSentence = ({ code, params }: Pick<ErrorShape, 'code' | 'params'>, locale: Locale): string =>
  fill(sentences[locale][code], shownParams(params, locale), locale)
