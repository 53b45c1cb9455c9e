// `npm start`: from a fresh clone to the welcome screen. Further arguments go to Electron:
//   npm start -- --smoke        starts, waits for the first screen, quits
//   npm start -- --user-data-dir=DIR
import { buildIfStale } from './build.mjs'
import { hasDisplay, runOnDesktop } from './desktop.mjs'
import { electronProgram, prepareElectron } from './electron.mjs'
import { install } from './install.mjs'
import { isStarted, main } from './run.mjs'
import { sandboxProblem } from './sandbox.mjs'
import { firstScreen } from './smoke.mjs'
import { prepareSystem } from './system.mjs'

const smokeTimeoutMs = 60_000

async function start(words) {
  const isSmoke = words.includes('--smoke')
  const isVisible = hasDisplay()
  await install()
  await prepareElectron()
  await prepareSystem(isVisible ? 'window' : 'start')
  await buildIfStale()
  const problem = await sandboxProblem()
  if (problem !== '') console.log(`Chromium's sandbox is off for this run: ${problem}.`)
  if (!isVisible) {
    console.log(
      'There is no screen here, so OSS Courier runs on a virtual one: nothing is visible, and what you set in it is ' +
        'forgotten when it ends. Run npm start in a desktop session to see it.',
    )
  }
  const args = [...(problem === '' ? [] : ['--no-sandbox']), '.', ...words.filter((word) => word !== '--smoke')]
  const desktop = { onPrivateDesktop: !isVisible, needsKeyring: false }
  if (!isSmoke) return runOnDesktop(electronProgram(), args, desktop)
  return smoke((options) => runOnDesktop(electronProgram(), args, { ...desktop, ...options }))
}

/** Ends with 0 only when the app named its first screen and then quit by itself, within the time. */
async function smoke(runApp) {
  let screen
  let isLate = false
  let timer
  const code = await runApp({
    env: { COURIER_SMOKE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    onStart(child, signalGroup) {
      let text = ''
      child.stdout.on('data', (chunk) => {
        process.stdout.write(chunk)
        text += chunk
        screen ??= firstScreen(text)
      })
      timer = setTimeout(() => {
        isLate = true
        signalGroup('SIGKILL')
      }, smokeTimeoutMs)
    },
  })
  clearTimeout(timer)
  if (screen !== undefined && !isLate && code === 0) return 0
  if (screen === undefined) console.error(`OSS Courier did not reach its first screen${isLate ? ' in 60 s' : ''}.`)
  else console.error(isLate ? 'OSS Courier did not quit within 60 s.' : `OSS Courier ended with ${code}.`)
  return 1
}

if (isStarted(import.meta)) await main(() => start(process.argv.slice(2)))
