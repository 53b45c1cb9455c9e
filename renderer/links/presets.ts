// Presets of a link: a list in the preferences, changed as a whole.
import { maxLinkPresets } from '../../shared/link-presets.ts'
import type { LinkPreset } from '../../shared/model/link-preset.ts'

export type Presets = readonly LinkPreset[]

const isSame = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

export const presetNamed = (presets: Presets, name: string): LinkPreset | undefined =>
  presets.find((preset) => isSame(preset.name, name))

export const canAdd = (presets: Presets): boolean => presets.length < maxLinkPresets

/** In the place of one of that name, else at the end. */
export function savePreset(presets: Presets, preset: LinkPreset): LinkPreset[] {
  const known = presetNamed(presets, preset.name)
  return known ? presets.map((each) => (each === known ? preset : each)) : [...presets, preset]
}

/** Under its new name, in its old place; another one of that name gives way. */
export function renamePreset(presets: Presets, from: string, to: string): LinkPreset[] {
  const renamed = presetNamed(presets, from)
  return presets
    .filter((each) => each === renamed || !isSame(each.name, to))
    .map((each) => (each === renamed ? { ...each, name: to.trim() } : each))
}

export const removePreset = (presets: Presets, name: string): LinkPreset[] =>
  presets.filter((each) => !isSame(each.name, name))
