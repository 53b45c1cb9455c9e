import { afterEach, describe, expect, it } from 'vitest'
import { linkIdOf, registerRig } from '../../platform/testing/register-rig.ts'

const minute = 60_000
const hour = 60 * minute
let rig = registerRig()
/** A register that looks after its links. */
function started(...args: Parameters<typeof registerRig>) {
  rig = registerRig(...args)
  rig.register.start()
  return rig
}
afterEach(() => rig.register.stop().catch(() => undefined))

describe('a key that may not see everything', () => {
  it('says which permission is missing, and does not ask for each of many links again and again', async () => {
    const { register, bucket, clock, link, row } = started()
    bucket.denied.add('head').add('list')
    register.add(Array.from({ length: 50 }, (_, n) => link(`in/${n}.pdf`)))
    await clock.pass(10 * minute)
    expect(row('in/7.pdf')).toMatchObject({
      state: 'waiting',
      check: { error: { code: 'auth.denied', params: { action: 'oss:GetObject' } } },
    })
    expect(bucket.asked.length).toBeLessThan(10)
    await clock.pass(24 * hour)
    expect(bucket.asked.length).toBeLessThan(24 * 2 * 4)
    expect(register.summary().counts.attention).toBe(0)
  })

  it('is looked with again as soon as the account is another, and then the reason is gone from all links', async () => {
    const { register, bucket, clock, link, row } = started()
    bucket.denied.add('head').add('list')
    register.add([link('in/a.pdf'), link('in/b.pdf')])
    await clock.pass(minute)
    expect(register.summary().counts.attention).toBe(2)
    bucket.denied.clear()
    bucket.upload('in/a.pdf', 3)
    register.accountChanged('a1')
    await clock.settle()
    expect([row('in/a.pdf').state, register.summary().counts.attention]).toEqual(['received', 0])
  })

  it('still sees what came when it may list but not read', async () => {
    const { register, bucket, clock, link, row } = started()
    bucket.denied.add('head')
    register.add([link('in/a.pdf')])
    await clock.pass(minute)
    bucket.upload('in/a.pdf', 3)
    bucket.upload('in/a.pdf.bak', 4)
    await clock.pass(minute)
    expect(row('in/a.pdf')).toMatchObject({ state: 'received', received: { bytes: 3 } })
  })

  it('asks one by one when it may read but not list', async () => {
    const { register, bucket, clock, link, row } = started()
    bucket.denied.add('list')
    register.add(Array.from({ length: 5 }, (_, n) => link(`in/${n}.pdf`)))
    await clock.pass(1000)
    bucket.upload('in/3.pdf', 3)
    await clock.pass(minute)
    expect([row('in/3.pdf').state, bucket.count('list')]).toEqual(['received', 1])
  })

  it('answers whoever asks for one link with the reason', async () => {
    const { register, bucket, clock, link } = started()
    bucket.denied.add('head').add('list')
    register.add([link('in/a.pdf')])
    await clock.settle()
    await expect(register.check([linkIdOf('in/a.pdf')])).rejects.toMatchObject({ code: 'auth.denied' })
    bucket.denied.clear()
    await expect(register.check([linkIdOf('in/a.pdf')])).resolves.toBeUndefined()
    expect(register.summary().counts.attention).toBe(0)
  })
})

describe('many links', () => {
  const many = (count: number, keyOf: (n: number) => string) => Array.from({ length: count }, (_, n) => keyOf(n))
  const mostInAMinute = (times: readonly number[]) =>
    Math.max(0, ...times.map((from, n) => times.slice(n).filter((at) => at < from + minute).length))

  it('in one folder: 5,000 are looked for with five lists', async () => {
    const { register, bucket, clock, link, row } = started()
    register.add(many(5000, (n) => `in/${String(n).padStart(5, '0')}.pdf`).map((key) => link(key)))
    bucket.upload('in/04999.pdf', 3)
    await clock.settle()
    expect([bucket.count('list'), bucket.count('head')]).toEqual([5, 0])
    expect(register.window({ search: '', filter: 'all', offset: 0, limit: 1 }).rows[0]?.check.lastAtMs).toBeDefined()
    bucket.upload('in/02500.pdf', 3)
    await clock.pass(hour)
    expect(row('in/02500.pdf').state).toBe('received')
  })

  it('which can only be asked for one by one: 5,000 keep to sixty requests in any minute, four at once, and all have a turn', async () => {
    const { register, bucket, clock, passSlowly, link } = started()
    bucket.denied.add('list')
    register.add(many(5000, (n) => `in/${n}.pdf`).map((key) => link(key, { validitySeconds: 2 * 3600 })))
    await passSlowly(2 * hour)
    expect(mostInAMinute(bucket.asked.map(({ atMs }) => atMs))).toBeLessThanOrEqual(60)
    expect(bucket.mostAtOnce).toBeLessThanOrEqual(4)
    expect(new Set(bucket.asked.filter(({ what }) => what === 'head').map(({ key }) => key)).size).toBe(5000)
    await passSlowly(3 * hour)
    const asked = bucket.asked.length
    await clock.pass(24 * hour)
    expect([register.summary().counts.ended, bucket.asked.length - asked]).toEqual([5000, 0])
  }, 60_000)

  it('a link made just now does not wait behind thousands of older ones', async () => {
    const { register, bucket, passSlowly, link, row } = started()
    bucket.denied.add('list')
    register.add(many(3000, (n) => `in/${n}.pdf`).map((key) => link(key, { validitySeconds: 86_400 })))
    await passSlowly(2 * hour)
    register.add([link('new/a.pdf')])
    await passSlowly(minute)
    bucket.upload('new/a.pdf', 3)
    await passSlowly(20 * minute)
    expect(row('new/a.pdf').state).toBe('received')
  }, 60_000)

  it('each in a folder of its own are looked for with a list of the folder around them', async () => {
    const { register, bucket, clock, link, row } = started()
    register.add(many(200, (n) => `in/${n}/signed.pdf`).map((key) => link(key)))
    await clock.settle()
    expect([bucket.count('list'), bucket.count('head')]).toEqual([1, 0])
    await clock.pass(1000)
    bucket.upload('in/77/signed.pdf', 3)
    await clock.pass(minute)
    expect(row('in/77/signed.pdf').state).toBe('received')
  })

  it('among very many other files are asked for one by one', async () => {
    const { register, bucket, clock, link, row } = started()
    for (let n = 0; n < 30_000; n++) bucket.upload(`in/${String(n).padStart(6, '0')}`)
    await clock.pass(2000)
    register.add(['in/005000x', 'in/015000x', 'in/025000x'].map((key) => link(key)))
    await clock.pass(1000)
    bucket.upload('in/015000x', 3)
    await clock.pass(minute)
    expect(row('in/015000x').state).toBe('received')
    expect(bucket.count('head')).toBeGreaterThan(0)
  })

  it('keep apart names that only differ in where UTF-8 and UTF-16 sort them', async () => {
    const { register, bucket, clock, link, row } = started()
    const keys = ['in/\uffee.pdf', 'in/😀.pdf', 'in/中.pdf', 'in/a.pdf']
    register.add(keys.map((key) => link(key)))
    await clock.pass(1000)
    for (const key of keys) bucket.upload(key, 3)
    await clock.pass(minute)
    expect(keys.map((key) => row(key).state)).toEqual(keys.map(() => 'received'))
  })
})

describe('trouble', () => {
  it('offline: nothing is asked, and it goes on when there is a network', async () => {
    const { register, bucket, clock, link, row, world } = started()
    world.isOnline = false
    register.add([link('in/a.pdf')])
    await clock.pass(2000)
    bucket.upload('in/a.pdf')
    await clock.pass(hour)
    expect(bucket.asked).toEqual([])
    world.isOnline = true
    register.wake()
    await clock.settle()
    expect(row('in/a.pdf').state).toBe('received')
  })

  it('of the network or the server is waited out, ever longer, and not said of links', async () => {
    const { register, bucket, clock, link, row, reported } = started()
    bucket.trouble = 'server.error'
    register.add([link('in/a.pdf')])
    await clock.pass(hour)
    expect([row('in/a.pdf').check, reported]).toEqual([{}, []])
    expect(bucket.asked.length).toBeLessThan(14)
    bucket.trouble = undefined
    await clock.pass(10 * minute)
    expect(row('in/a.pdf').check.lastAtMs).toBeDefined()
  })

  it('of the account is said of all its links, with one request now and then, until it is over', async () => {
    const { register, bucket, clock, link, row } = started()
    bucket.trouble = 'auth.tokenExpired'
    register.add(Array.from({ length: 30 }, (_, n) => link(`in/${n}.pdf`)))
    await clock.pass(hour)
    expect(row('in/17.pdf').check.error?.code).toBe('auth.tokenExpired')
    expect(bucket.asked.length).toBeLessThan(14)
    bucket.trouble = undefined
    await clock.pass(11 * minute)
    expect(register.summary().counts.attention).toBe(0)
  })
})

it('when somebody comes back to the window the newest links are looked for at once, unless they just were', async () => {
  const { register, bucket, clock, link, row } = started()
  register.add([link('in/a.pdf', { validitySeconds: 604_800 })])
  await clock.pass(5 * hour)
  await clock.pass(minute)
  bucket.upload('in/a.pdf')
  register.hurry()
  await clock.settle()
  expect(row('in/a.pdf').state).toBe('received')
  const asked = bucket.asked.length
  register.hurry()
  await clock.settle()
  expect(bucket.asked.length).toBe(asked)
})
