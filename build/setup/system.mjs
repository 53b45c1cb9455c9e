// The system libraries and programs Electron needs on Linux. Windows and macOS bring all of it.
import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { electronProgram, prepareElectron } from './electron.mjs'
import { install } from './install.mjs'
import { isStarted, main, run, SetupError } from './run.mjs'
import { aptAlternatives, chooseAptNames, dnfNames, missingFromLdd, openedLibraries } from './system-packages.mjs'

const desktopPrograms = ['Xvfb', 'dbus-daemon']
const testPrograms = [...desktopPrograms, 'gnome-keyring-daemon', 'curl']

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The full path of a program, or undefined. System folders count even where they are not on the PATH. */
export const findProgram = (name) =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/bin']
    .map((folder) => join(folder, name))
    .find(isExecutable)

async function missingLibraries() {
  const program = electronProgram()
  const folder = dirname(program)
  const own = readdirSync(folder).filter((name) => name.includes('.so'))
  const { output } = await run('ldd', [program, ...own.map((name) => join(folder, name))], { env: { LC_ALL: 'C' } })
  const { output: known } = await run(findProgram('ldconfig') ?? 'ldconfig', ['-p'])
  const linked = missingFromLdd(output).filter((name) => !own.includes(name))
  return [...new Set([...linked, ...openedLibraries.filter((name) => !known.includes(name))])]
}

async function missingFonts() {
  const { code, output } = await run(findProgram('fc-list') ?? 'fc-list', [':', 'family', 'lang'])
  if (code !== 0) return ['Chinese font', 'emoji font']
  const fonts = [
    ['Chinese font', /[=|]zh-cn\b/],
    ['emoji font', /emoji/i],
  ]
  return fonts.filter(([, pattern]) => !pattern.test(output)).map(([name]) => name)
}

/**
 * Makes sure of everything the purpose needs: 'window' (a screen is there), 'start' (a virtual screen is needed) or
 * 'test'. On Debian and Ubuntu root installs it; anyone else is told the one command. Throws only when the purpose
 * cannot be served without.
 */
export async function prepareSystem(purpose) {
  if (process.platform !== 'linux') return
  const find = async () => {
    const programs = { window: [], start: desktopPrograms, test: testPrograms }[purpose]
    const needed = [...(await missingLibraries()), ...programs.filter((name) => findProgram(name) === undefined)]
    return { needed, wanted: purpose === 'window' ? [] : await missingFonts() }
  }
  const { needed, wanted } = await find()
  if (needed.length + wanted.length === 0) return
  const command = await installCommand([...needed, ...wanted])
  if (command === undefined || process.getuid() !== 0 || command[0] !== 'apt-get') {
    advise(command, needed, wanted, purpose)
    return
  }
  console.log(`Installing system packages: ${command.slice(command.indexOf('install') + 1).join(' ')}`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const quiet = ['-o', 'DPkg::Lock::Timeout=120', '-qq', '-y', '--no-install-recommends']
  const { output } = await run('apt-get', [...quiet, ...command.slice(1)], { env })
  const left = await find()
  if (left.needed.length === 0) return
  throw new SetupError(`${output.trim()}\n\nStill missing after apt-get install: ${left.needed.join(', ')}.`)
}

async function installCommand(missing) {
  if (findProgram('apt-get')) {
    const alternatives = aptAlternatives(missing)
    // A fresh container has no package index, and without one no name is known.
    if (process.getuid() === 0) await run('apt-get', ['-qq', 'update'])
    const { output } = await run('apt-cache', ['policy', ...alternatives.flat()], { env: { LC_ALL: 'C' } })
    return ['apt-get', 'install', ...chooseAptNames(alternatives, output)]
  }
  if (findProgram('dnf')) return ['dnf', 'install', ...dnfNames(missing)]
  return undefined
}

function advise(command, needed, wanted, purpose) {
  const missing = [...needed, ...wanted].join(', ')
  const how = command
    ? `Install it with:\n  sudo ${command.join(' ')}`
    : 'Install it with the package manager of this system.'
  const sentence = `This system lacks: ${missing}. ${how}`
  if (needed.length > 0 || purpose === 'test') throw new SetupError(sentence)
  console.log(sentence)
}

if (isStarted(import.meta)) {
  await main(async () => {
    await install()
    await prepareElectron()
    await prepareSystem('test')
    console.log('The system has everything Electron and its tests need.')
  })
}
