// The table: each measurement in turn, and what is said of it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureBatch } from './batch.ts'
import type { TableOptions } from './command-line.ts'
import { measureGrowth } from './growth.ts'
import { measureKill } from './kill.ts'
import { measureLarge } from './large.ts'
import { measureLinks } from './links.ts'
import { measureLongLine } from './long-line.ts'
import { measureMany } from './many.ts'
import { measureMillion } from './million.ts'
import { measureRegister } from './register.ts'
import type { Scene } from './scene.ts'

const measurements: Record<string, (scene: Scene) => Promise<void>> = {
  large: measureLarge,
  many: measureMany,
  line: measureLongLine,
  kill: measureKill,
  growth: measureGrowth,
  million: measureMillion,
  links: measureLinks,
  batch: measureBatch,
  register: measureRegister,
}

export async function measureAll({ only, ...options }: TableOptions, dir: string): Promise<void> {
  // Memory, where the system offers it as a folder: the disk is not what is measured.
  const work = mkdtempSync(join(process.platform === 'linux' ? '/dev/shm' : tmpdir(), 'courier-bench-'))
  const say = (measurement: string, facts: object): void =>
    console.log(JSON.stringify({ measurement, ...facts, load: loadavg().map((load) => Number(load.toFixed(2))) }))
  const { node, electron } = process.versions
  say('machine', { cores: availableParallelism(), processor: cpus()[0]?.model, node, electron, ...options })
  try {
    for (const [name, measure] of Object.entries(measurements)) {
      if (only !== undefined && name !== only) continue
      const files = join(work, name)
      mkdirSync(files)
      await measure({ dir, files, ...options, say })
      rmSync(files, { recursive: true })
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
