// Runs a command on a private desktop (see desktop.mjs) and ends with its exit status:
//   node build/setup/with-desktop.mjs [--if-needed] command [argument …]
// With --if-needed a desktop that is already there is used. Windows and macOS run the command plainly.
import { hasDisplay, runOnDesktop } from './desktop.mjs'
import { main } from './run.mjs'

await main(async () => {
  const words = process.argv.slice(2)
  const onlyIfNeeded = words[0] === '--if-needed'
  const [command, ...args] = onlyIfNeeded ? words.slice(1) : words
  if (command === undefined) {
    console.error('usage: node build/setup/with-desktop.mjs [--if-needed] command [argument …]')
    return 2
  }
  return runOnDesktop(command, args, { onPrivateDesktop: !(onlyIfNeeded && hasDisplay()) })
})
