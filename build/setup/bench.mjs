// `npm run bench`: how fast, beside others, on Electron's own Node. Standard output is for the measurements alone.
import { buildIfStale } from './build.mjs'
import { runOnDesktop } from './desktop.mjs'
import { electronProgram, prepareElectron } from './electron.mjs'
import { install } from './install.mjs'
import { isStarted, main, projectNode, root, run, runNode, SetupError } from './run.mjs'
import { prepareSystem } from './system.mjs'
import { join } from 'node:path'

async function build() {
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'build/vite-bench.config.ts']
  const { code, output } = await runNode(vite)
  if (code !== 0) throw new SetupError(`${output.trim()}\n\nThe measurements could not be built.`)
}

/** One of the measurements is of the app with its window. */
function needsWindow(words) {
  const only = words.indexOf('--only')
  return words[0] !== 'send' && (only < 0 || words[only + 1] === 'million')
}

/** Resolves with the exit code of the measurements. */
async function bench(words) {
  console.log = console.error
  await install()
  await prepareElectron()
  await build()
  const env = { ELECTRON_RUN_AS_NODE: '1', COURIER_NODE: projectNode(), COURIER_ROOT: root }
  const args = [join(root, 'out/bench/bench.js'), ...words]
  if (!needsWindow(words)) return (await run(electronProgram(), args, { env, show: true })).code
  await prepareSystem('test')
  await buildIfStale()
  return runOnDesktop(electronProgram(), args, { onPrivateDesktop: true, env })
}

if (isStarted(import.meta)) await main(() => bench(process.argv.slice(2)))
