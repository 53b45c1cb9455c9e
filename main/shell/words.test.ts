import { expect, it } from 'vitest'
import { catalogues, matchLocale } from './words.ts'

it('says everything in every language, and leaves no sentence untranslated', () => {
  const { en, 'zh-CN': zh } = catalogues
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
  for (const catalogue of [en, zh]) for (const word of Object.values(catalogue)) expect(word.trim()).not.toBe('')
  const same = Object.entries(en).filter(([key, word]) => zh[key as keyof typeof en] === word)
  expect(same.map(([key]) => key)).toEqual(['menuApp'])
})

it.each([
  [['zh-CN', 'en-US'], 'zh-CN'],
  [['de-DE', 'zh-Hant-TW', 'en'], 'zh-CN'],
  [['de-DE', 'en-GB'], 'en'],
  [['zh_CN.UTF-8'], 'zh-CN'],
  [['fr-FR'], 'en'],
  [[], 'en'],
] as const)('takes from %j the language %s', (languages, expected) => {
  expect(matchLocale(languages)).toBe(expected)
})
