// `npm test`: everything, from a fresh clone. Ends with one line that counts all tests of all runners.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './build.mjs'
import { chaosShort } from './chaos.mjs'
import { check } from './check.mjs'
import { demo } from './demo.mjs'
import { endToEnd } from './e2e.mjs'
import { electronProgram, prepareElectron } from './electron.mjs'
import { install } from './install.mjs'
import { isStarted, main, projectNode, root, run, SetupError } from './run.mjs'
import { prepareSystem } from './system.mjs'
import { add, closingLine, countCampaign, countPlaywright, countVitest, none, table } from './summary.mjs'

const reports = join(root, 'out', 'reports')
const reportFile = (name) => join(reports, `${name}.json`)

/** A step answers with its exit code, or throws. With `count`, its report must show that tests were run. */
const steps = [
  { name: 'npm packages', isNeeded: true, action: install },
  { name: 'Electron', isNeeded: true, action: prepareElectron },
  { name: 'system libraries', isNeeded: true, action: () => prepareSystem('test') },
  {
    name: 'check (types, lint, format, unit)',
    action: async () => ((await check(reportFile('unit'))) ? 0 : 1),
    report: 'unit',
    count: countVitest,
  },
  { name: "unit on Electron's Node", action: unitOnElectron, report: 'electron', count: countVitest },
  { name: 'links: code run as copied, pages in Chromium', action: codeMatrix, report: 'code', count: countVitest },
  {
    name: 'chaos',
    action: () => chaosShort({ reportFile: reportFile('chaos') }),
    report: 'chaos',
    count: countCampaign,
  },
  { name: 'build', isNeeded: true, action: buildIfStale },
  {
    name: 'end to end',
    action: () => endToEnd({ reportFile: reportFile('e2e') }),
    report: 'e2e',
    count: countPlaywright,
  },
  { name: 'demo', action: () => demo() },
]

/** What a link is handed over as: code in each language whose tool is on this machine, and pages. */
async function codeMatrix() {
  const report = ['--reporter=dot', '--reporter=json', `--outputFile.json=${reportFile('code')}`]
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'build/vitest.config.ts', ...report]
  const { code, output } = await run(projectNode(), [
    ...args,
    'build/code-matrix/code.test.ts',
    'build/code-matrix/pages.test.ts',
  ])
  if (code !== 0) console.log(output.trimEnd())
  return code
}

/** Electron's Node is built on BoringSSL, which lacks some of OpenSSL: what main runs on must be tested on it. */
async function unitOnElectron() {
  const report = ['--reporter=dot', '--reporter=json', `--outputFile.json=${reportFile('electron')}`]
  const only = ['--exclude', 'build/**', '--exclude', 'renderer/**']
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'build/vitest.config.ts', ...only, ...report]
  const { code, output } = await run(electronProgram(), args, { env: { ELECTRON_RUN_AS_NODE: '1' } })
  if (code !== 0) console.log(output.trimEnd())
  return code
}

async function runStep(step) {
  console.log(`\n== ${step.name}`)
  const startedMs = Date.now()
  let problem = ''
  try {
    const code = await step.action()
    if (typeof code === 'number' && code !== 0) problem = `ended with ${code}`
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error)
    problem = 'could not run'
  }
  const seconds = (Date.now() - startedMs) / 1000
  const counts = step.report ? readCounts(step) : undefined
  if (problem === '' && counts && counts.passed + counts.failed === 0) problem = 'ran no test'
  if (problem === '' && counts && counts.failed > 0) problem = 'tests failed'
  return {
    name: step.name,
    seconds,
    result: problem === '' ? 'ok' : `FAILED: ${problem}`,
    counts,
    hasFailed: problem !== '',
  }
}

function readCounts({ report, count }) {
  const file = reportFile(report)
  return existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : none
}

async function test() {
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  const done = []
  let isStopped = false
  for (const step of steps) {
    if (isStopped) {
      done.push({ name: step.name, result: 'not run: an earlier step is needed', hasFailed: true })
      continue
    }
    const result = await runStep(step)
    done.push(result)
    isStopped = step.isNeeded === true && result.hasFailed
  }
  if (process.platform !== 'linux') {
    done.push({ name: 'private desktop and keyring', result: 'not run: Linux only', hasFailed: false })
  }
  console.log(`\n${table(done)}\n`)
  console.log(closingLine(done.map((step) => step.counts ?? none).reduce(add, none)))
  return done.some((step) => step.hasFailed) ? 1 : 0
}

if (isStarted(import.meta)) await main(test)
