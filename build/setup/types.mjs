// Type checking: one tsconfig per runtime, then the Svelte components. No warning is allowed.
import { isStarted, main } from './run.mjs'
import { runTasks } from './tasks.mjs'

const tsc = (name) => ({
  name: `types ${name}`,
  args: [
    ...['node_modules/typescript/bin/tsc', '-p', `build/tsconfig/${name}.json`, '--noEmit', '--pretty', 'false'],
    // What did not change is not checked again: the compiler keeps track itself, unlike ESLint's cache.
    ...['--incremental', '--tsBuildInfoFile', `node_modules/.cache/tsc/${name}.tsbuildinfo`],
  ],
})

export const typeTasks = [
  {
    name: 'types svelte',
    args: [
      'node_modules/svelte-check/bin/svelte-check',
      ...['--workspace', 'renderer', '--tsconfig', '../build/tsconfig/renderer.json'],
      ...['--fail-on-warnings', '--output', 'human'],
    ],
  },
  ...['build', 'main', 'page', 'renderer', 'shared'].map(tsc),
]

if (isStarted(import.meta)) await main(async () => ((await runTasks(typeTasks)) ? 0 : 1))
