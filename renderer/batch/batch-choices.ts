// What all rows of a list share: where their names come from, how long the links work, what they are made with.
import { extensionOf } from './cells.ts'

/** What the links are made with: what Ask for files is set to, or a preset by its name. */
export type Base = { kind: 'form' } | { kind: 'preset'; name: string }

/** `base`: as long as the settings say. */
export const worksForChoices = ['1h', '1day', '7days', 'base'] as const
export type WorksFor = (typeof worksForChoices)[number]
const worksForSeconds: Readonly<Record<Exclude<WorksFor, 'base'>, number>> = {
  '1h': 3600,
  '1day': 86_400,
  '7days': 604_800,
}

/** Undefined: as long as the settings say. */
export const secondsOf = (worksFor: WorksFor): number | undefined =>
  worksFor === 'base' ? undefined : worksForSeconds[worksFor]

/** Names like one that was being typed: its folder, its ending, and for whom it is in between. */
export function patternLike(name: string, contentType: string | undefined): string {
  // Other for each row already.
  if (/\{(?:for|random)\}/.test(name)) return name
  const folder = name.slice(0, name.lastIndexOf('/') + 1)
  const own = /\.\w{1,8}$/.exec(name.slice(folder.length))?.[0]
  const usual = contentType === undefined ? undefined : extensionOf(contentType)
  return `${folder}{for}${own ?? (usual === undefined ? '' : `.${usual}`)}`
}
