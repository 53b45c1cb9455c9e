import { describe, expect, it } from 'vitest'
import type { AccountView } from '../../shared/model/account.ts'
import type { BatchRowResult } from '../../shared/model/batch.ts'
import { AppError } from '../../shared/errors.ts'
import type { LinkPolicy } from '../../shared/model/link.ts'
import type { Api } from '../lib/api.ts'
import { BatchMaker } from './batch-maker.svelte.ts'

const account = { accountId: 'a1', folder: '', isTemporary: false } as AccountView // all that is looked at here
const policy: LinkPolicy = {
  validity: { kind: 'seconds', seconds: 900 },
  metadata: {},
  tags: {},
  pinnedHeaders: {},
  isFirstUploadOnly: true,
}

type BatchStep = Parameters<Api['batches']['make']>[0]

const madeOf = ({ requests }: BatchStep): BatchRowResult[] =>
  requests.map(({ objectKey }) =>
    objectKey.includes('refused')
      ? { kind: 'refused', error: new AppError('object.invalidKey').shape }
      : { kind: 'made', linkId: `l ${objectKey}` as never, expiresAtMs: 1 },
  )

function maker(answer: (step: BatchStep) => BatchRowResult[] = madeOf) {
  const steps: BatchStep[] = []
  let ids = 0
  const made = new BatchMaker({
    calls: {
      make: (step) => {
        steps.push(step)
        return Promise.resolve().then(() => ({ rows: answer(step) }))
      },
    },
    now: () => Date.UTC(2026, 10, 20),
    random: () => 'r',
    newId: () => `b${++ids}`,
    pause: () => Promise.resolve(),
  })
  return { maker: made, steps }
}

async function withList(text: string, answer?: (step: BatchStep) => BatchRowResult[]) {
  const found = maker(answer)
  found.maker.pattern = '{for}.pdf'
  await found.maker.read(text, 'List')
  await found.maker.share(account, policy)
  return found
}

const keys = ({ planned }: BatchMaker) => planned.map(({ objectKey, problem }) => problem?.problem ?? objectKey)

describe('a list', () => {
  it('begins with names like the one being typed', () => {
    const pattern = (name: string, contentType?: string) => {
      const { maker: made } = maker()
      made.open({ name, contentType })
      return made.pattern
    }
    expect([
      pattern('contracts/acme-signed.pdf'),
      pattern('', 'application/pdf'),
      pattern('{date}/{for}.jpg'),
      pattern('{date}/{random}.jpg'),
      pattern('a.b/c'),
      pattern(''),
    ]).toEqual(['contracts/{for}.pdf', '{for}.pdf', '{date}/{for}.jpg', '{date}/{random}.jpg', 'a.b/{for}', '{for}'])
  })

  it('works as long as chosen for it, or as long as a preset says, which brings its names too', async () => {
    const { maker: list } = await withList('Acme\nFoo\n')
    const days = { kind: 'seconds', seconds: 604_800 }
    expect([list.policyFor(policy).validity, policy.validity]).toEqual([days, { kind: 'seconds', seconds: 900 }])
    list.choose({ kind: 'preset', name: 'Contracts' }, '{date}/{for}.docx')
    expect(list.policyFor(policy).validity).toEqual(policy.validity)
    await list.share(account, list.policyFor(policy))
    expect(keys(list).map((key) => key.replace(/^[\d-]+/, 'day'))).toEqual(['day/Acme.docx', 'day/Foo.docx'])
    list.choose({ kind: 'form' })
    expect(list.pattern).toBe('{date}/{for}.docx')
  })

  it('is put right row by row: changed, left out, put back', async () => {
    const { maker: list } = await withList('For whom,File\nAcme,\n,\nFoo,a/\nBar,/x\nAcme,\n')
    expect(keys(list)).toEqual(['Acme.pdf', 'fileName', 'slash', 'duplicate'])
    list.shown = 'attention'
    list.edit(2, 'name', ' foo.pdf ')
    list.leaveOut(3)
    expect([keys(list), list.visible.length, list.left.length]).toEqual([['Acme.pdf', 'foo.pdf', 'duplicate'], 1, 1])
    list.edit(1, 'forWhom', 'Acme Inc')
    expect([keys(list), list.shown]).toEqual([['Acme Inc.pdf', 'foo.pdf', 'Acme.pdf'], 'all'])
    list.putBack()
    expect([keys(list), list.left]).toEqual([['Acme Inc.pdf', 'foo.pdf', 'slash', 'Acme.pdf'], []])
    list.leaveOut()
    expect([list.ready.length, list.left.length]).toEqual([3, 1])
  })

  it('that was changed while it was being planned anew is planned with the change', async () => {
    const { maker: list } = await withList(Array.from({ length: 600 }, (_, n) => `P${n}`).join('\n'))
    list.pattern = '{for}.txt'
    const planning = list.share(account, policy)
    list.edit(1, 'forWhom', 'First')
    await planning
    await new Promise((resolve) => setTimeout(resolve))
    expect([keys(list).slice(0, 2), keys(list).at(-1), list.isPlanning]).toEqual([
      ['First.txt', 'P1.txt'],
      'P599.txt',
      false,
    ])
  })

  it.each([
    ['', 'empty'],
    ['\n \n', 'empty'],
    ['PK\u0003\u0004 a workbook', 'unreadable'],
  ])('of %j is asked about', async (text, problem) => {
    const { maker: list } = maker()
    const bytes = new TextEncoder().encode(text)
    await list.readFile({ name: 'a.csv', size: bytes.length, arrayBuffer: () => Promise.resolve(bytes.buffer) })
    expect([list.problem, list.stage]).toEqual([problem, 'list'])
  })
})

describe('making', () => {
  const long = Array.from({ length: 600 }, (_, n) => `P${n}`).join('\n')

  it('goes in steps of one list, and leaves out what needs a look', async () => {
    const { maker: list, steps } = await withList(`${long}\nP0\n`)
    await list.make('Contracts')
    expect(steps.map(({ batchId, name, requests }) => [batchId, name, requests.length])).toEqual([
      ['b1', 'Contracts', 250],
      ['b1', 'Contracts', 250],
      ['b1', 'Contracts', 100],
    ])
    expect([list.stage, list.madeCount, list.ready.length, list.wrong.length]).toEqual(['made', 600, 0, 1])
  })

  it('keeps what was made when it is stopped, and then goes on with the others alone', async () => {
    const { maker: list, steps } = await withList(long)
    const making = list.make('Contracts')
    list.stop()
    await making
    expect([list.madeCount, list.ready.length, list.stage]).toEqual([250, 350, 'made'])
    await list.make('Contracts')
    expect(new Set(steps.flatMap(({ requests }) => requests.map(({ objectKey }) => objectKey))).size).toBe(600)
    expect([steps.length, list.madeCount, list.batchId]).toEqual([3, 600, 'b1'])
  })

  it('leaves links alone that are made, whatever is changed afterwards', async () => {
    const { maker: list, steps } = await withList('A\nB\nA\n')
    await list.make('Contracts')
    list.pattern = '{for}.txt'
    await list.share(account, policy)
    expect(keys(list)).toEqual(['A.pdf', 'B.pdf', 'A.txt'])
    list.edit(3, 'name', 'B.pdf')
    expect(list.wrong.map(({ row, problem }) => [row.number, problem])).toEqual([
      [3, { field: 'name', problem: 'duplicate', row: 2 }],
    ])
    list.edit(3, 'name', 'C.pdf')
    await list.make('Contracts')
    expect(steps[1]?.requests.map(({ objectKey }) => objectKey)).toEqual(['C.pdf'])
  })

  it('says which rows were refused, and what broke', async () => {
    const { maker: list } = await withList('A\nrefused\nB\n')
    await list.make('Contracts')
    expect([
      [1, 2, 3].map((row) => list.isMade(row)),
      list.refusalOf(2)?.code,
      list.refused.length,
      list.ready.length,
    ]).toEqual([[true, false, true], 'object.invalidKey', 1, 1])
    const broken = await withList('A\n', () => {
      throw new AppError('account.secretMissing')
    })
    await broken.maker.make('Contracts')
    expect([broken.maker.error?.code, broken.maker.stage, broken.maker.making]).toEqual([
      'account.secretMissing',
      'rows',
      undefined,
    ])
  })
})
