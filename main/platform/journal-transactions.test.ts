import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Transactions } from './journal-transactions.ts'

let db: DatabaseSync
let transactions: Transactions
let undone: number
beforeEach(() => {
  db = new DatabaseSync(':memory:')
  db.exec('CREATE TABLE things (name TEXT NOT NULL UNIQUE) STRICT')
  undone = 0
  transactions = new Transactions(db, () => undone++)
})
afterEach(() => db.close())

const add = (name: string): unknown => db.prepare('INSERT INTO things VALUES (?)').run(name)
const names = (): unknown[] =>
  db
    .prepare('SELECT name FROM things ORDER BY rowid')
    .all()
    .map((row) => row['name'])
/** What another program would find on the disk, had this one been killed now. */
const isPending = (): boolean => db.isTransaction

describe('changes written together', () => {
  it('are one transaction for all that come in one moment, and on the disk when they are said to be', async () => {
    for (const name of ['a', 'b', 'c']) transactions.together(() => add(name))
    expect([names(), isPending()]).toEqual([['a', 'b', 'c'], true])
    await transactions.written()
    expect([names(), isPending()]).toEqual([['a', 'b', 'c'], false])
  })

  it('are written soon also when nobody asks', async () => {
    transactions.together(() => add('a'))
    await new Promise(setImmediate)
    expect(isPending()).toBe(false)
  })

  it('are written first when something is to be written at once, and neither undoes the other', async () => {
    transactions.together(() => add('a'))
    const written = transactions.written()
    expect(() => transactions.alone(() => [add('b'), add('a')])).toThrow('UNIQUE')
    await written
    expect([names(), isPending()]).toEqual([['a'], false])
  })

  it('are all undone when one of them fails, and every one who waits is told', async () => {
    transactions.together(() => add('a'))
    const first = transactions.written()
    expect(() => transactions.together(() => add('a'))).toThrow('UNIQUE')
    await expect(first).rejects.toThrow('UNIQUE')
    expect([names(), isPending(), undone]).toEqual([[], false, 1])
    await transactions.written()
    transactions.together(() => add('a'))
    await transactions.written()
    expect(names()).toEqual(['a'])
  })

  it('are known to be undone also when somebody asks only later', async () => {
    const since = transactions.undone
    transactions.together(() => add('a'))
    expect(() => transactions.together(() => add('a'))).toThrow('UNIQUE')
    await new Promise(setImmediate)
    await expect(transactions.written(since)).rejects.toThrow('UNIQUE')
    await transactions.written()
    await transactions.written(transactions.undone)
  })

  it('are all undone when the disk takes no commit, and every one who waits is told', async () => {
    // A constraint that is looked at only then stands for the disk.
    db.exec('PRAGMA foreign_keys = ON')
    db.exec('CREATE TABLE links (name TEXT REFERENCES things (name) DEFERRABLE INITIALLY DEFERRED) STRICT')
    transactions.together(() => add('a'))
    transactions.together(() => db.prepare('INSERT INTO links VALUES (?)').run('nowhere'))
    await expect(transactions.written()).rejects.toThrow('FOREIGN KEY')
    expect([names(), isPending(), undone]).toEqual([[], false, 1])
  })
})

it('writes at once what is to be written at once, also what is nested in it, or nothing', () => {
  transactions.alone(() => {
    transactions.together(() => add('a'))
    transactions.alone(() => add('b'))
  })
  expect([names(), isPending()]).toEqual([['a', 'b'], false])
  const broken = (): void =>
    transactions.alone(() => {
      transactions.together(() => add('c'))
      throw new Error('no more')
    })
  expect(broken).toThrow('no more')
  expect([names(), isPending(), undone]).toEqual([['a', 'b'], false, 1])
})
