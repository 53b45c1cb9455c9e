// Running other programs from the setup scripts. Plain Node (20 or newer): these files run before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(fileURLToPath(import.meta.url), '../../..')
const bin = join(root, 'node_modules', '.bin')

/** A failure whose sentence is all the reader needs: no stack is printed. */
export class SetupError extends Error {}

/** The Node the project is written for (24, from npm); until it is installed, the one that runs this file. */
export function projectNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const own = join(root, 'node_modules', 'node', 'bin', name)
  return existsSync(own) ? own : process.execPath
}

/** The environment of `npm run`: installed programs, Node 24 among them, come first. */
export function projectEnv(extra = {}) {
  const env = { ...process.env, ...extra }
  const pathKey = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...env, [pathKey]: [bin, env[pathKey]].filter(Boolean).join(delimiter) }
}

/**
 * Runs a program in the project folder. Resolves with its exit code (127 when it is not there) and, unless it
 * writes straight to the screen, with what it printed. Never rejects.
 */
export function run(command, args, { env = {}, show = false, timeoutMs } = {}) {
  const startedMs = Date.now()
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      env: projectEnv(env),
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      // Windows starts .cmd files only through its shell; our arguments hold no shell characters.
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    })
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    const end = (code, text) =>
      done({ code, output: text ?? Buffer.concat(chunks).toString('utf8'), seconds: (Date.now() - startedMs) / 1000 })
    child.on('error', (error) => end(127, error.message))
    child.on('close', (code) => end(code ?? 1))
  })
}

/** Runs a script file on the project's Node. */
export const runNode = (args, options) => run(projectNode(), args, options)

/** The main function of a setup script: a SetupError becomes its sentence, anything else keeps its stack. */
export async function main(action) {
  try {
    process.exitCode = (await action()) ?? process.exitCode ?? 0
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error)
    process.exitCode = 1
  }
}

/** Whether this file was started itself (`node build/setup/x.mjs`), not imported. */
export const isStarted = (meta) =>
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(meta.url)
