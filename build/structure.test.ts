import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, sourceFiles } from './source-files.ts'

const isTest = (path: string) => path.endsWith('.test.ts')
const files = sourceFiles(['main', 'renderer', 'shared'], ['.ts', '.svelte']).filter((path) => !isTest(path))
const text = new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]))

const importPattern = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'(\.{1,2}\/[^']+)'/g

/** What a file loads when it runs: a type import vanishes, so it can close no cycle. */
const imports = (path: string): string[] =>
  [...(text.get(path) ?? '').matchAll(importPattern)]
    .filter((match) => match[1] === undefined)
    .map((match) => posix.normalize(posix.join(dirname(path), match[2] ?? '')))
    .filter((target) => text.has(target))

/** Every cycle met by a depth-first walk, as the path that closes it. */
function findCycles(from: readonly string[], next: (node: string) => string[]): string[] {
  const finished = new Set<string>()
  const cycles: string[] = []
  const walk = (node: string, path: string[]): void => {
    if (path.includes(node)) {
      cycles.push([...path.slice(path.indexOf(node)), node].join(' -> '))
      return
    }
    if (finished.has(node)) return
    for (const target of next(node)) walk(target, [...path, node])
    finished.add(node)
  }
  for (const node of from) walk(node, [])
  return cycles
}

const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

describe('import cycles', () => {
  it('are found where there is one', () => {
    const graph: Record<string, string[]> = { a: ['b'], b: ['c', 'd'], c: ['a'], d: [] }
    expect(findCycles(['a', 'b', 'c', 'd'], (node) => graph[node] ?? [])).toEqual(['a -> b -> c -> a'])
  })

  it('are none', () => {
    expect(files.flatMap(imports).length).toBeGreaterThan(0)
    expect(findCycles(files, imports)).toEqual([])
  })
})

describe('file length', () => {
  const lengths = new Map(files.map((path) => [path, (text.get(path) ?? '').trimEnd().split('\n').length]))
  const sorted = [...lengths.values()].sort((a, b) => a - b)

  it('is short in the middle and at the 90th percentile', () => {
    const p90 = quantile(sorted, 0.9)
    console.log(
      `${files.length} files: median ${quantile(sorted, 0.5)}, 90th percentile ${p90}, longest ${sorted.at(-1)} lines`,
    )
    expect(p90).toBeLessThanOrEqual(200)
  })

  it('is at most 300 lines anywhere', () => {
    expect([...lengths].filter(([, lines]) => lines > 300)).toEqual([])
  })
})
