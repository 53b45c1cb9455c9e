// npm packages, exactly as package-lock.json lists them, and only when they are not there already.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isInstalled } from './installed.mjs'
import { isStarted, main, root, run, SetupError } from './run.mjs'

const lockFile = join(root, 'package-lock.json')
const installedFile = join(root, 'node_modules', '.package-lock.json')
const stampFile = join(root, 'node_modules', '.oss-courier-lock')

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** Installs what is missing. Throws a SetupError with npm's own last words when that fails. */
export async function install() {
  const lock = read(lockFile)
  const stamp = createHash('sha256').update(`${process.platform} ${process.arch}\n${lock}`).digest('hex')
  if (read(stampFile) === stamp && existsSync(installedFile)) return
  if (!isInstalled(lock, read(installedFile))) await npmCi()
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
}

async function npmCi() {
  console.log('Installing the npm packages (about 20 seconds, once) …')
  // Run by npm, its own file is known; otherwise the one on the PATH is used.
  const npm = process.env.npm_execpath
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  const { code, output } = await run(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code === 0) return
  const said = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/EBADENGINE|^npm (warn|notice)|^npm error$/i.test(line))
    .slice(0, 12)
    .join('\n')
  throw new SetupError(
    `${said}\n\nThe npm packages could not be installed (npm ci ended with ${code}). ` +
      'Check that the npm registry can be reached (npm ping), then run the same command again.',
  )
}

if (isStarted(import.meta)) await main(install)
