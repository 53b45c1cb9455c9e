// Regions by name, in the language in use. One that is not in the list is shown by its ID.
import { regionName as inLanguage } from '../../shared/words/error-sentence.ts'
import { locale } from '../i18n/i18n.svelte.ts'

/** China (Hangzhou), 华东1（杭州） */
export const regionName = (region: string): string => inLanguage(region, locale())

/** Hangzhou, 杭州: what stands in the brackets, where there is little room. */
export function shortRegionName(region: string): string {
  const name = regionName(region)
  return /[(（]([^()（）]+)[)）]/.exec(name)?.[1]?.replace(/ - .*$/, '') ?? name
}
