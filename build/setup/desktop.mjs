// A private desktop for one command: a virtual screen, a session bus, and an unlocked, empty keyring that vanishes
// with it. Private XDG folders keep the tests away from the developer's own settings and secrets. Linux only.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectEnv, root, SetupError } from './run.mjs'
import { findProgram } from './system.mjs'

const startTimeoutMs = 20_000

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY)

/** Opens the desktop. Resolves with the variables that lead to it and with `close`, which ends and deletes it. */
export async function openDesktop({ needsKeyring = true } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'oss-courier-desktop-'))
  const servers = []
  const close = async () => {
    await Promise.all(servers.reverse().map(stop))
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const env = privateFolders(dir)
    const screen = start('Xvfb', screenArgs(env.XAUTHORITY), env, servers)
    env.DISPLAY = `:${await answer(screen, 3, /^(\d+)\n/, 'Xvfb')}`
    const bus = start('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=3'], env, servers)
    env.DBUS_SESSION_BUS_ADDRESS = await answer(bus, 3, /^(.+)\n/, 'dbus-daemon')
    // Containers have no system bus; an empty one spares the reader Chromium's complaints.
    if (!existsSync('/run/dbus/system_bus_socket')) env.DBUS_SYSTEM_BUS_ADDRESS = env.DBUS_SESSION_BUS_ADDRESS
    await startKeyring(env, servers).catch((error) => {
      if (needsKeyring) throw error
      console.log(`There is no keyring here: secrets are kept for one session only. (${error.message})`)
    })
    return { env, close }
  } catch (error) {
    await close()
    throw error
  }
}

function privateFolders(dir) {
  const folder = (name) => {
    mkdirSync(join(dir, name), { mode: 0o700 })
    return join(dir, name)
  }
  const env = {
    XDG_RUNTIME_DIR: folder('run'),
    XDG_DATA_HOME: folder('data'),
    XDG_CONFIG_HOME: folder('config'),
    XDG_CACHE_HOME: folder('cache'),
    XAUTHORITY: join(dir, 'xauthority'),
    // GTK must not choose the developer's Wayland screen; the empty string counts as unset.
    WAYLAND_DISPLAY: '',
    XDG_SESSION_TYPE: 'x11',
    XDG_CURRENT_DESKTOP: 'GNOME',
  }
  writeFileSync(env.XAUTHORITY, cookieFile(randomBytes(16)), { mode: 0o600 })
  return env
}

/** An Xauthority file of one entry for any host (65535 = FamilyWild) and any display. */
function cookieFile(cookie) {
  const name = Buffer.from('MIT-MAGIC-COOKIE-1')
  const field = (bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
  return Buffer.concat([
    Buffer.from([255, 255]),
    field(Buffer.alloc(0)),
    field(Buffer.alloc(0)),
    field(name),
    field(cookie),
  ])
}

// -displayfd lets the server choose a free number and say so when it is ready.
const screenArgs = (auth) => ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-auth', auth]

function start(name, args, env, servers) {
  const program = findProgram(name)
  if (program === undefined) throw new SetupError(`${name} is not installed: run node build/setup/system.mjs.`)
  // Its own process group: Ctrl-C must reach the command first, and the desktop only afterwards.
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  })
  child.stdin.on('error', () => undefined)
  child.ended = new Promise((done) => child.once('exit', done))
  child.said = ''
  const keep = (chunk) => (child.said = (child.said + chunk).slice(-2000))
  child.stderr.on('data', keep)
  child.on('error', (error) => keep(error.message))
  servers.push(child)
  return child
}

/** Ready when the command returns; it leaves a daemon behind, in its own process group. */
async function startKeyring(env, servers) {
  const keyring = start('gnome-keyring-daemon', ['--unlock', '--components=secrets'], env, servers)
  keyring.leavesDaemon = true
  keyring.stdin.end('\n')
  const timer = setTimeout(() => keyring.kill('SIGKILL'), startTimeoutMs)
  await new Promise((done) => keyring.once('exit', done))
  clearTimeout(timer)
  // The daemon holds the other ends: open pipes would keep this process alive as long as it lives.
  for (const pipe of keyring.stdio) pipe?.destroy()
  if (keyring.exitCode !== 0) throw new SetupError(`gnome-keyring-daemon did not start: ${keyring.said.trim()}`)
}

function answer(child, fd, pattern, name) {
  const stream = child.stdio[fd]
  return new Promise((done, fail) => {
    let text = ''
    const give = (reason) => {
      clearTimeout(timer)
      fail(new SetupError(`${name} ${reason}. It said: ${child.said.trim() || text.trim() || 'nothing'}`))
    }
    const timer = setTimeout(() => give(`was not ready in ${startTimeoutMs / 1000} s`), startTimeoutMs)
    child.once('close', (code) => give(`ended with ${code}`))
    stream.on('data', (chunk) => {
      text += chunk
      const match = pattern.exec(text)
      if (!match) return
      clearTimeout(timer)
      done(match[1])
    })
  })
}

async function stop(child) {
  if (child.leavesDaemon) endGroup(child.pid)
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000)
  await child.ended
  clearTimeout(timer)
}

function endGroup(leaderPid, signal = 'SIGTERM') {
  try {
    process.kill(-leaderPid, signal)
  } catch {
    // Already gone.
  }
}

/**
 * Runs a command, on a private desktop if asked, and resolves with its exit code. Signals go on to the command;
 * whatever it leaves running is ended before the desktop is.
 */
export async function runOnDesktop(
  command,
  args,
  { onPrivateDesktop, needsKeyring, env = {}, stdio = 'inherit', onStart } = {},
) {
  const desktop = onPrivateDesktop && process.platform === 'linux' ? await openDesktop({ needsKeyring }) : undefined
  const isWindows = process.platform === 'win32'
  try {
    const child = spawn(command, args, {
      cwd: root,
      env: projectEnv({ ...desktop?.env, ...env }),
      stdio,
      detached: !isWindows,
      shell: isWindows && !/\.exe$/i.test(command),
    })
    const signalGroup = (signal) => (isWindows ? child.kill(signal) : endGroup(child.pid, signal))
    const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => [signal, () => signalGroup(signal)])
    for (const [signal, handler] of handlers) process.on(signal, handler)
    onStart?.(child, signalGroup)
    try {
      return await exitCode(child, command)
    } finally {
      for (const [signal, handler] of handlers) process.off(signal, handler)
      if (!isWindows && child.pid) endGroup(child.pid, 'SIGKILL')
    }
  } finally {
    await desktop?.close()
  }
}

const exitCode = (child, command) =>
  new Promise((done) => {
    child.once('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      done(127)
    })
    // As a shell reports it: 128 and the number of the signal (2, 9 and 15 are the ones that occur).
    child.once('close', (code, signal) => done(code ?? 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9 }[signal] ?? 15)))
  })
