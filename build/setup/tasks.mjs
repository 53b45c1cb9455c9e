// Runs Node programs side by side: a line for each, and the whole output of those that fail.
import { cpus } from 'node:os'
import { runNode } from './run.mjs'

/** A task that takes longer hangs: the slowest takes a minute on two busy cores. */
const timeoutMs = 300_000

/**
 * Runs every task, as many at once as there are processor cores (at most 4). Resolves with true when all of
 * them ended with 0.
 */
export async function runTasks(tasks) {
  const waiting = [...tasks]
  let allPassed = true
  const worker = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const { code, output, seconds } = await runNode(task.args, { timeoutMs })
      const passed = code === 0
      allPassed &&= passed
      console.log(`${passed ? 'ok  ' : 'FAIL'}  ${task.name.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s`)
      if (!passed) console.log(output.trimEnd())
      if (seconds * 1000 >= timeoutMs) console.log(`${task.name} was ended: it took longer than ${timeoutMs / 1000} s.`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(4, cpus().length) }, worker))
  return allPassed
}
