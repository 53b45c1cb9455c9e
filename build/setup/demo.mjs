// `npm run demo`: the main job without hands, on real Electron with the practice server.
import { buildIfStale } from './build.mjs'
import { runOnDesktop } from './desktop.mjs'
import { prepareElectron } from './electron.mjs'
import { install } from './install.mjs'
import { isStarted, main, projectNode } from './run.mjs'
import { prepareSystem } from './system.mjs'

/** Resolves with the demo's exit code. */
export async function demo(words = []) {
  await install()
  await prepareElectron()
  await prepareSystem('test')
  await buildIfStale()
  return runOnDesktop(projectNode(), ['build/demo/demo.ts', ...words], { onPrivateDesktop: true })
}

if (isStarted(import.meta)) await main(() => demo(process.argv.slice(2)))
