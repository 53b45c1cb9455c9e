// A journal on a disk that may be full: its next writes fail as SQLite's would, and a transaction they are in with them.
import type { Journal } from '../../main/uploads/ports.ts'

const writing: ReadonlySet<string | symbol> = new Set<keyof Journal>([
  'addItem',
  'updateItem',
  'removeItem',
  'addFiles',
  'updateFile',
  'changeFiles',
  'removeFiles',
  'addPart',
  'forgetMultipart',
  'abandonMultipart',
  'removeAbort',
])

/** SQLITE_FULL: https://sqlite.org/rescode.html#full */
const full = (): Error => Object.assign(new Error('database or disk is full'), { errcode: 13 })

export function onFullDisk(journal: Journal): { journal: Journal; fail(writes: number): void; failed(): number } {
  let left = 0
  let failed = 0
  const proxy = new Proxy(journal, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        if (left > 0 && writing.has(name)) {
          left--
          failed++
          throw full()
        }
        return Reflect.apply(value, target, args)
      }
    },
  })
  return { journal: proxy, fail: (writes) => (left = writes), failed: () => failed }
}
