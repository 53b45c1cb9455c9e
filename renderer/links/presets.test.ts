import { expect, it } from 'vitest'
import type { LinkPreset } from '../../shared/model/link-preset.ts'
import { presetNamed, removePreset, renamePreset, savePreset } from './presets.ts'

const preset = (name: string, pattern = ''): LinkPreset => ({
  name,
  pattern,
  policy: { metadata: {}, tags: {}, pinnedHeaders: {}, isFirstUploadOnly: true },
})
const two = [preset('Contracts'), preset('Photos')]
const names = (presets: readonly LinkPreset[]) => presets.map(({ name }) => name)

it('are kept in order, one for each name whatever its letters’ case', () => {
  expect(names(savePreset(two, preset('Plans')))).toEqual(['Contracts', 'Photos', 'Plans'])
  const saved = savePreset(two, preset('contracts', 'in/'))
  expect(saved).toEqual([preset('contracts', 'in/'), preset('Photos')])
  expect(presetNamed(two, ' PHOTOS ')?.name).toBe('Photos')
})

it('take a new name in their old place, also over another one', () => {
  expect(names(renamePreset(two, 'Contracts', ' Deals '))).toEqual(['Deals', 'Photos'])
  expect(names(renamePreset(two, 'Contracts', 'CONTRACTS'))).toEqual(['CONTRACTS', 'Photos'])
  expect(renamePreset([preset('a', 'x/'), preset('b', 'y/')], 'b', 'A')).toEqual([preset('A', 'y/')])
})

it('go away', () => {
  expect(names(removePreset(two, 'photos'))).toEqual(['Contracts'])
})
