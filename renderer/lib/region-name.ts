// Regions by name, in the language in use. One that is not in the list is shown by its ID.
import { findRegion } from '../../shared/oss/regions.ts'
import { locale } from '../i18n/i18n.svelte.ts'

/** China (Hangzhou), 华东1（杭州） */
export function regionName(region: string): string {
  const known = findRegion(region)
  if (known === undefined) return region
  return locale() === 'en' ? known.en : known.zh
}

/** Hangzhou, 杭州: what stands in the brackets, where there is little room. */
export function shortRegionName(region: string): string {
  const name = regionName(region)
  return /[(（]([^()（）]+)[)）]/.exec(name)?.[1]?.replace(/ - .*$/, '') ?? name
}
