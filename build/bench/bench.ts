// Entry of `npm run bench`; see usage in command-line.ts.
import { readCommandLine, usage } from './command-line.ts'
import { sendWithEngine } from './engine.ts'
import { measureAll } from './table.ts'

const command = readCommandLine(process.argv.slice(2))
try {
  if (command.kind === 'problem') {
    console.error(`${command.problem}\n\n${usage}`)
    process.exitCode = 2
  } else if (command.kind === 'send') {
    const result = await sendWithEngine(command.job, import.meta.dirname)
    console.log(JSON.stringify(result))
    const isAllSent = result.files > 0 && result.failed + result.skipped === 0 && result.problem === undefined
    process.exitCode = isAllSent ? 0 : 1
  } else {
    await measureAll(command.options, import.meta.dirname)
  }
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
