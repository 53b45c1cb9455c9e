// `npm run chaos`: the app's engine under random faults, judged after every run. Arguments go to the campaign.
import { install } from './install.mjs'
import { isStarted, main, projectNode, run, runNode } from './run.mjs'

const program = 'build/chaos/chaos.ts'

/** What `npm test` runs: always the same runs. Resolves with the exit code; `reportFile` receives the summary. */
export async function chaosShort({ reportFile }) {
  await install()
  const args = [program, '--seed', '1', '--runs', '60', '--jobs', '2', '--report', reportFile]
  const { code, output } = await runNode(args, { timeoutMs: 300_000 })
  console.log(output.trim())
  return code
}

async function chaos(words) {
  await install()
  const { code } = await run(projectNode(), [program, ...words], { show: true })
  return code
}

if (isStarted(import.meta)) await main(() => chaos(process.argv.slice(2)))
