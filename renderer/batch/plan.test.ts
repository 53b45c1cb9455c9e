import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LinkPolicy } from '../../shared/model/link.ts'
import { columnsOf } from './columns.ts'
import { listRows } from './list-rows.ts'
import { nameFrom, planAll, planRow, withDuplicates } from './plan.ts'
import type { ListRow, Plan } from './plan.ts'

const nowMs = new Date(2026, 10, 20, 12, 0).getTime()
const policy: LinkPolicy = {
  validity: { kind: 'seconds', seconds: 86_400 },
  contentType: 'application/pdf',
  metadata: { from: 'us' },
  tags: {},
  pinnedHeaders: {},
  isFirstUploadOnly: true,
}
const plan: Plan = {
  account: { accountId: 'a1' as Plan['account']['accountId'], folder: 'in/', isTemporary: false },
  policy,
  pattern: 'contracts/{for}.pdf',
  nowMs,
  date: '2026-11-20',
}
const row = (change: Partial<ListRow> = {}): ListRow => ({
  ...{
    number: 1,
    forWhom: 'Acme',
    name: '',
    type: '',
    term: '',
    storage: '',
    labels: {},
    others: {},
    random: 'k3x9q2',
  },
  ...change,
})
const problemOf = (change: Partial<ListRow>, more: Partial<Plan> = {}) =>
  planRow(row(change), { ...plan, ...more }).problem

describe('a row', () => {
  it('becomes what all rows share, with what it says itself', () => {
    const own = { name: '合同/a.docx', type: 'Word', term: '2 days', storage: 'IA', labels: { project: 'x' } }
    expect(planRow(row(own), plan)).toMatchObject({
      objectKey: 'in/合同/a.docx',
      expiresAtMs: nowMs + 2 * 86_400_000,
      request: {
        accountId: 'a1',
        forWhom: 'Acme',
        objectKey: 'in/合同/a.docx',
        contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        storageClass: 'IA',
        validity: { kind: 'seconds', seconds: 172_800 },
        metadata: { from: 'us', project: 'x' },
        isFirstUploadOnly: true,
      },
    })
    expect(planRow(row(), plan).request).toMatchObject({
      objectKey: 'in/contracts/Acme.pdf',
      validity: policy.validity,
    })
  })

  it('may ask for any kind of file where the others ask for one', () => {
    const { request, contentType } = planRow(row({ type: 'any' }), plan)
    expect([contentType, request && 'contentType' in request]).toEqual([undefined, false])
  })

  it('is cut to seven days and says so', () => {
    expect(planRow(row({ term: '2026-12-24' }), plan)).toMatchObject({
      expiresAtMs: nowMs + 604_800_000,
      cappedBy: 'maximum',
    })
  })

  it.each<[string, Partial<ListRow>, string]>([
    ['nobody and no name', { forWhom: '' }, 'who'],
    ['a name too long for a list', { forWhom: 'x'.repeat(201) }, 'whoLong'],
    ['a folder', { name: 'contracts/' }, 'fileName'],
    ['a name that is too long', { name: '合'.repeat(400) }, 'shorter'],
    ['a name links lose', { name: '../a.pdf' }, 'dots'],
    ['another folder', { name: '/out/a.pdf' }, 'outside'],
    ['an unknown kind', { type: 'contract' }, 'kind'],
    ['an unknown storage', { storage: 'Glacier' }, 'storage'],
    ['a number without its unit', { term: '3' }, 'unit'],
    ['a date of two meanings', { term: '3/4/2027' }, 'order'],
    ['a date that is past', { term: '2026-11-19' }, 'later'],
    ['a label that cannot be stored', { labels: { 部门: 'x' } }, 'name'],
  ])('with %s is asked about', (_, change, problem) => {
    expect(problemOf(change)?.problem).toBe(problem)
    expect(planRow(row(change), plan).request).toBeUndefined()
  })

  it('says so when neither it nor the pattern names the file', () => {
    expect(problemOf({}, { pattern: '' })).toMatchObject({ field: 'name', problem: 'name' })
  })

  it('that names the whole of a name means the account’s folder, not a folder of that name in it', () => {
    const key = (name: string) => planRow(row({ name }), plan).objectKey
    expect([key('/in/a.pdf'), key('in/a.pdf'), key('a.pdf')]).toEqual(['in/a.pdf', 'in/a.pdf', 'in/a.pdf'])
  })
})

describe('the name pattern', () => {
  it('knows the headings of the list too', () => {
    const named = row({ number: 7, others: { Project: 'North/South', for: 'nobody' } })
    expect(nameFrom('{date}/{Project}/{for}-{n}-{random}-{what}.pdf', named, '2026-11-20')).toBe(
      '2026-11-20/North-South/Acme-7-k3x9q2-{what}.pdf',
    )
  })

  it('fills in what a cell holds as it is, whatever it looks like', () => {
    expect(nameFrom('{for}', row({ forWhom: '{n} {date}' }), '2026-11-20')).toBe('{n} {date}')
  })
})

describe('rows for one name', () => {
  it('are asked about, all but the first, and no longer once they differ', () => {
    const rows = [row({ name: 'a' }), row({ name: 'cafe\u0301', number: 2 }), row({ name: 'caf\u00e9', number: 3 })]
    const planned = withDuplicates(rows.map((each) => planRow(each, plan)))
    expect(planned.map(({ problem }) => problem)).toEqual([
      undefined,
      undefined,
      { field: 'name', problem: 'duplicate', row: 2 },
    ])
    const changed = withDuplicates([...planned.slice(0, 1), planRow(row({ name: 'b' }), plan), ...planned.slice(2)])
    expect(changed.map(({ problem }) => problem)).toEqual([undefined, undefined, undefined])
  })

  it('never become two links, whatever the list holds', () => {
    const name = fc.constantFrom('a', 'A', 'b/', '/in/a', 'in/a', '', '..')
    fc.assert(
      fc.property(fc.array(fc.record({ name, forWhom: fc.constantFrom('', 'a', 'A/') })), (cells) => {
        const planned = withDuplicates(cells.map((cell, at) => planRow(row({ ...cell, number: at + 1 }), plan)))
        const keys = planned.filter(({ problem }) => !problem).map(({ objectKey }) => objectKey)
        expect(new Set(keys).size).toBe(keys.length)
      }),
    )
  })
})

it('plans a long list in pieces, and stops when it is no longer wanted', async () => {
  const rows = Array.from({ length: 1000 }, (_, at) => ({
    row: row({ number: at + 1, forWhom: `Somebody ${at}` }),
    objectKey: '',
  }))
  const isMade = () => false
  let pauses = 0
  const pause = () => {
    pauses++
    return Promise.resolve()
  }
  expect((await planAll(rows, plan, { pause, isWanted: () => true, isMade }))?.length).toBe(1000)
  expect(pauses).toBe(10)
  expect(await planAll(rows, plan, { pause, isWanted: () => pauses < 12, isMade })).toBeUndefined()
  expect(pauses).toBe(12)
})

it('reads cells by their columns, and keeps what only the pattern may want', () => {
  const columns = columnsOf(['Company', 'Works for', 'label:dept', 'Phone']) ?? []
  const rows = listRows(columns, [['Acme', '3 days', 'HR', '+1'], ['Foo']], () => 'r')
  expect(rows.map((each) => each.row)).toEqual([
    {
      ...{ number: 1, forWhom: 'Acme', name: '', type: '', term: '3 days', storage: '', random: 'r' },
      labels: { dept: 'HR' },
      others: { Company: 'Acme', 'Works for': '3 days', 'label:dept': 'HR', Phone: '+1' },
    },
    {
      ...{ number: 2, forWhom: 'Foo', name: '', type: '', term: '', storage: '', random: 'r' },
      labels: {},
      others: { Company: 'Foo', 'Works for': '', 'label:dept': '', Phone: '' },
    },
  ])
})
