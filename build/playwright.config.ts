import { defineConfig } from '@playwright/test'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const jsonFile = process.env['PLAYWRIGHT_JSON_OUTPUT_FILE']

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: resolve(root, 'out/e2e'),
  timeout: 60_000,
  // Each test starts an app of its own, and two cores carry one app with its practice server.
  workers: 1,
  // In `npm test`, where another program may take the machine for seconds. What needed it is named in the summary.
  retries: jsonFile ? 1 : 0,
  forbidOnly: jsonFile !== undefined,
  reporter: jsonFile ? [['list'], ['json', { outputFile: jsonFile }]] : [['list']],
})
