import { expect, it } from 'vitest'
import { reportFileName, reportTable } from './report-table.ts'
import { report as chinese } from '../../shared/words/zh-CN/report.ts'
import { report as english } from '../../shared/words/en/report.ts'

type Row = Extract<Parameters<typeof reportTable>[0], Iterable<unknown>> extends Iterable<infer R> ? R : never

const file = (change: Partial<Row['file']>): Row['file'] => ({
  path: '/home/li/Shoot/a.jpg',
  relativePath: 'a.jpg',
  objectKey: 'in/Shoot/a.jpg',
  size: 1200,
  status: 'completed',
  isChecked: true,
  ...change,
})
const folder = { kind: 'folder', name: 'Shoot' } as const
async function table(rows: Row[], locale: 'en' | 'zh-CN' = 'en') {
  const cells: (readonly (string | number)[])[] = []
  for await (const row of reportTable(rows, locale)) cells.push(row)
  return cells
}

it('says of each file what became of it and why', async () => {
  const oss = { status: 403, ossCode: 'AccessDenied', message: '', ec: '', requestId: '65', hostId: '' }
  const denied = {
    code: 'auth.denied' as const,
    params: { action: 'oss:PutObject', resource: 'acs:oss:*:*:shop/in/Shoot/b.jpg' },
    isRetryable: false,
    oss,
  }
  const [, ...rows] = await table([
    { item: folder, file: file({ finishedAtMs: new Date(2026, 0, 5, 16, 2, 9).getTime(), crc64: '9' }) },
    { item: folder, file: file({ relativePath: 'b.jpg', status: 'failed', error: denied }) },
    { item: folder, file: file({ relativePath: '.DS_Store', status: 'skipped', skipReason: 'junk' }) },
    { item: { kind: 'file', name: 'c.pdf' }, file: file({ relativePath: '', status: 'canceled' }) },
    { item: { kind: 'file', name: 'd.pdf' }, file: file({ relativePath: '', status: 'canceled', error: denied }) },
    { item: { kind: 'file', name: 'e.pdf' }, file: file({ relativePath: '', isChecked: false }) },
  ])
  const why = 'This key has no permission for “shop/in/Shoot/b.jpg”. Ask your administrator for oss:PutObject.'
  expect(rows.map(([name, state, reason]) => [name, state, reason])).toEqual([
    ['Shoot/a.jpg', 'Sent and checked', ''],
    ['Shoot/b.jpg', 'Not sent', why],
    ['Shoot/.DS_Store', 'Skipped', 'A file of the operating system that nobody needs.'],
    ['c.pdf', 'Canceled', 'You stopped it.'],
    ['d.pdf', 'Canceled', `You stopped it. What had been sent could not be taken off the server: ${why}`],
    ['e.pdf', 'Sent', ''],
  ])
  expect(rows[0]?.slice(3)).toEqual([
    1200,
    'in/Shoot/a.jpg',
    '/home/li/Shoot/a.jpg',
    '2026-01-05 16:02:09',
    'CRC64 9',
    '',
    '',
  ])
  expect(rows[1]?.slice(-2)).toEqual(['AccessDenied', '65'])
})

it('speaks the user’s language, and has every word of it', async () => {
  const [head, row] = await table(
    [{ item: folder, file: file({ status: 'skipped', skipReason: 'unchanged' }) }],
    'zh-CN',
  )
  expect(head?.slice(0, 3)).toEqual(['文件', '状态', '原因'])
  expect(row?.slice(1, 3)).toEqual(['已跳过', '存储空间里已有相同的文件。'])
  expect(Object.keys(chinese)).toEqual(Object.keys(english))
  expect(reportFileName(new Date(2026, 10, 20, 23).getTime(), 'zh-CN')).toBe('发送列表 2026-11-20.csv')
})
