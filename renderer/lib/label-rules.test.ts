import { expect, it } from 'vitest'
import { LabelRows } from '../components/label-rows.svelte.ts'
import { checkMetadata, checkTags } from './label-rules.ts'

const row = (name: string, value: string) => ({ name, value })
const filled = (count: number) => Array.from({ length: count }, (_, index) => row(`tag${index}`, ''))

it('says every wrong label, and blames none for another’s fault', () => {
  const found = checkMetadata([row('über', 'x'), row('Campaign', 'a'), row('campaign', 'b'), row('empty', '')])
  expect(found).toEqual([
    { name: 'Use letters a to z, digits and hyphens for the name.' },
    undefined,
    { name: 'This name is already used above. Take another.' },
    { value: 'Write something in the right-hand box, or remove the row.' },
  ])
})

it('counts all labels together', () => {
  const [first, second] = checkMetadata([row('a', 'x'.repeat(5000)), row('b', 'x'.repeat(5000))])
  expect([first, second?.value]).toEqual([undefined, 'All labels together may have 8 KB. Shorten some of them.'])
})

it('takes ten tags, an empty value included, and no eleventh', () => {
  expect(checkTags(filled(10))).toEqual(Array(10).fill(undefined))
  expect(checkTags(filled(11)).at(-1)).toEqual({ name: 'A file can have 10 tags. Remove some.' })
})

it('refuses tag names OSS does not take', () => {
  expect(checkTags([row('项目', 'x')])[0]?.name).toContain('128')
})

it('rows grow by one empty row, and never lose what was typed', () => {
  const labels = new LabelRows({ campaign: 'autumn-2026' }, checkMetadata)
  const last = labels.rows[1]
  if (!last) throw new Error('there is no empty row')
  last.name = 'photographer '
  last.value = '李静'
  labels.grow()
  expect([labels.rows.length, labels.count, labels.isValid]).toEqual([3, 2, true])
  expect(labels.value).toEqual({ campaign: 'autumn-2026', photographer: '李静' })
  labels.remove(last.id)
  expect(labels.value).toEqual({ campaign: 'autumn-2026' })
})
