// `npm run e2e`: Playwright on real Electron, on a private desktop. Further arguments go to Playwright.
import { buildIfStale } from './build.mjs'
import { runOnDesktop } from './desktop.mjs'
import { prepareElectron } from './electron.mjs'
import { install } from './install.mjs'
import { isStarted, main, projectNode } from './run.mjs'
import { prepareSystem } from './system.mjs'

/** Resolves with Playwright's exit code. `reportFile` receives the counts as JSON. */
export async function endToEnd({ words = [], reportFile } = {}) {
  await install()
  await prepareElectron()
  await prepareSystem('test')
  await buildIfStale()
  const args = ['node_modules/@playwright/test/cli.js', 'test', '--config', 'build/playwright.config.ts', ...words]
  const env = reportFile ? { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile } : {}
  return runOnDesktop(projectNode(), args, { onPrivateDesktop: true, env })
}

if (isStarted(import.meta)) await main(() => endToEnd({ words: process.argv.slice(2) }))
