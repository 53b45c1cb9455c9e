import { expect, it } from 'vitest'
import { registerRig } from '../platform/testing/register-rig.ts'
import { createRegisterHandlers } from './register-handlers.ts'

function setUp({ isDismissed = false } = {}) {
  const rig = registerRig()
  const saved: { path: string; rows: (readonly (string | number)[])[] }[] = []
  const handlers = createRegisterHandlers({
    register: rig.register,
    accounts: { state: () => ({ accounts: [{ accountId: rig.account, name: 'Marketing' }] }) },
    chooseTextPath: () => Promise.resolve(isDismissed ? undefined : '/somewhere/links.csv'),
    writeTable: (to, rows) => Promise.resolve(void saved.push({ path: to, rows: [...rows] })),
    state: { locale: () => 'en' },
    now: () => rig.clock.now(),
  })
  rig.register.add([rig.link('in/a.pdf', { forWhom: 'Acme' }), rig.link('in/b.pdf')])
  return { ...rig, handlers, saved }
}
const scope = { search: 'acme', filter: 'all' } as const

it('the saved list has what was searched for, the account by its name, and no link unless links are wanted', async () => {
  const { handlers, saved } = setUp()
  expect(await handlers.exportCsv({ ...scope, withLinks: false })).toEqual({ saved: true })
  expect(await handlers.exportCsv({ ...scope, withLinks: true })).toEqual({ saved: true })
  const [without, withLinks] = saved.map(({ rows }) => rows)
  expect(without?.slice(1).map((cells) => cells.slice(0, 3))).toEqual([['Acme', 'in/a.pdf', 'Marketing']])
  expect(JSON.stringify(without)).not.toContain('x-oss-signature')
  expect(withLinks?.[1]?.at(-1)).toBe('https://shop.example/in/a.pdf?x-oss-signature=secret-in/a.pdf')
})

it('nothing is saved when the dialog was dismissed', async () => {
  const { handlers, saved } = setUp({ isDismissed: true })
  expect(await handlers.exportCsv({ ...scope, withLinks: true })).toEqual({ saved: false })
  expect(saved).toEqual([])
})
