// `npm run bench`: how fast, beside others, on Electron's own Node. Standard output is for the measurements alone.
import { electronProgram, prepareElectron } from './electron.mjs'
import { install } from './install.mjs'
import { isStarted, main, root, run, runNode, SetupError } from './run.mjs'
import { join } from 'node:path'

async function build() {
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'build/vite-bench.config.ts']
  const { code, output } = await runNode(vite)
  if (code !== 0) throw new SetupError(`${output.trim()}\n\nThe measurements could not be built.`)
}

/** Resolves with the exit code of the measurements. */
async function bench(words) {
  console.log = console.error
  await install()
  await prepareElectron()
  await build()
  const env = { ELECTRON_RUN_AS_NODE: '1' }
  const { code } = await run(electronProgram(), [join(root, 'out/bench/bench.js'), ...words], { env, show: true })
  return code
}

if (isStarted(import.meta)) await main(() => bench(process.argv.slice(2)))
