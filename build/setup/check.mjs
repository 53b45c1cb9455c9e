// `npm run check`: what a developer runs all day. Types, lint, format and unit tests, side by side.
import { install } from './install.mjs'
import { isStarted, main } from './run.mjs'
import { runTasks } from './tasks.mjs'
import { typeTasks } from './types.mjs'

/** @param {string} [reportFile] where the unit tests leave their counts as JSON */
export async function check(reportFile) {
  await install()
  const report = reportFile ? ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`] : []
  // The longest first, so that the short ones fill the gaps.
  return runTasks([
    {
      name: 'unit tests',
      args: [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--config',
        'build/vitest.config.ts',
        '--allowOnly=false',
        // Starts a dozen compilers and interpreters; `npm test` runs it on its own.
        '--exclude',
        'build/code-matrix/{code,pages}.test.ts',
        ...report,
      ],
    },
    {
      name: 'lint',
      args: ['node_modules/eslint/bin/eslint.js', '-c', 'build/eslint.config.js', '--max-warnings', '0', '.'],
    },
    ...typeTasks,
    {
      name: 'format',
      args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--cache', '--log-level', 'warn', '.'],
    },
  ])
}

if (isStarted(import.meta)) {
  await main(async () => {
    const startedMs = Date.now()
    const passed = await check()
    console.log(`check ${passed ? 'passed' : 'failed'} in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
    return passed ? 0 : 1
  })
}
