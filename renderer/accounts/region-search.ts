// Finding a region by what people type: its name in either language, the city, or its ID.
import { isRegionId, normalizeRegion, regions } from '../../shared/oss/regions.ts'
import type { Region } from '../../shared/oss/regions.ts'

/** `region` is undefined for one that was typed and is not in the list. */
export type RegionOption = { id: string; region: Region | undefined }

const searchText = (region: Region): string => `${region.id} ${region.en} ${region.zh}`.toLowerCase()

/** Every word must be found. A possible ID that is not in the list comes last, to be used as typed. */
export function searchRegions(query: string): RegionOption[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const typed = normalizeRegion(query)
  const found = regions.filter((region) => {
    const text = searchText(region)
    return region.id === typed || words.every((word) => text.includes(word))
  })
  const options: RegionOption[] = found.map((region) => ({ id: region.id, region }))
  const isUnknown = isRegionId(typed) && !regions.some((region) => region.id === typed)
  // While a city is being typed it may look like an ID.
  return isUnknown && (found.length === 0 || typed.includes('-'))
    ? [...options, { id: typed, region: undefined }]
    : options
}

/** What leaving the field with this text means: the only region it fits, or the text itself. */
export function resolveRegion(query: string): string {
  if (query.trim() === '') return ''
  const typed = normalizeRegion(query)
  if (regions.some((region) => region.id === typed)) return typed
  const names = query.trim().toLowerCase()
  const named = regions.find((region) => [region.en, region.zh].some((name) => name.toLowerCase() === names))
  if (named) return named.id
  // A city may have a second, special region, which nobody means who does not say so.
  const found = searchRegions(query).filter((option) => option.region?.status === 'ok')
  return found.length === 1 ? (found[0]?.id ?? typed) : typed
}
