// How a program in each language is run as it was copied, and whether this machine can.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CodeLanguage } from '../../shared/hand-over.ts'

export type Outcome = { exitCode: number; said: string }
export type Program = { dir: string; code: string }
export type Runner = {
  language: CodeLanguage
  /** What is missing here, if anything. */
  missing: string | undefined
  /** For languages that are translated first: all programs in one go where that is quicker. */
  build?: (programs: readonly Program[]) => Promise<void>
  /** Runs in the program's folder, where the file it names is. */
  run: (program: Program) => Promise<Outcome>
}

/** UTF-8 for file names, and no proxy between a program and the practice server. */
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  LC_ALL: 'C.UTF-8',
  GOFLAGS: '-mod=mod',
  GO111MODULE: 'off',
}

/** Never the Sync kind: the server that answers lives in this process. */
async function start(command: string, args: readonly string[], cwd: string): Promise<Outcome> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, [...args], { cwd, env, timeout: 60_000 })
    return { exitCode: 0, said: stdout + stderr }
  } catch (thrown) {
    // execFile throws what it promises: the streams, and the exit code or a text when there was none.
    const { code, stdout = '', stderr = '', message } = thrown as Error & Record<'code' | 'stdout' | 'stderr', string>
    return { exitCode: typeof code === 'number' ? code : -1, said: `${stdout}${stderr}${message}` }
  }
}

async function mustStart(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, said } = await start(command, args, cwd)
  if (exitCode !== 0) throw new Error(said)
}

const answers = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, [...args], { env, timeout: 20_000 }).status === 0

const need = (name: string, isHere: boolean): string | undefined => (isHere ? undefined : name)

function write({ dir, code }: Program, name: string): string {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, name), code)
  return name
}

const isWindows = process.platform === 'win32'
const hasCurl = !isWindows && answers('curl', ['--version'])
// `python3` may be a launcher without a Python behind it, so it is asked to do something.
const hasPython = answers('python3', ['-c', 'import http.client'])

export const runners: readonly Runner[] = [
  {
    language: 'curl',
    missing: need('curl', hasCurl),
    run: ({ dir, code }) => start('sh', ['-c', code], dir),
  },
  {
    language: 'cmd',
    missing: need('curl', hasCurl),
    run: ({ dir, code }) => start('curl', readAsCmd(code).slice(1), dir),
  },
  {
    language: 'python',
    missing: need('Python 3', hasPython),
    run: (program) => start('python3', [write(program, 'upload.py')], program.dir),
  },
  {
    language: 'node',
    missing: undefined,
    run: (program) => start(process.execPath, [write(program, 'upload.mjs')], program.dir),
  },
  {
    language: 'java',
    missing: need('Java 11', answers('java', ['--version'])),
    // Starting quickly is all that counts here.
    run: (program) =>
      start('java', ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', write(program, 'Upload.java')], program.dir),
  },
  {
    language: 'go',
    missing: need('Go', answers('go', ['version'])),
    build: async (programs) => {
      // One after the other: a linker takes all the cores there are.
      for (const program of programs) {
        await mustStart('go', ['build', '-ldflags=-s -w', '-o', 'upload', write(program, 'upload.go')], program.dir)
      }
    },
    run: ({ dir }) => start('./upload', [], dir),
  },
  {
    language: 'php',
    missing: need('PHP with curl', answers('php', ['-r', 'exit(function_exists("curl_init") ? 0 : 1);'])),
    run: (program) => start('php', [write(program, 'upload.php')], program.dir),
  },
  {
    language: 'cpp',
    missing: need('g++ with libcurl', canBuildCpp()),
    build: async (programs) => {
      await Promise.all(
        programs.map((program) =>
          mustStart(
            'g++',
            ['-std=c++17', '-Wall', '-Werror', write(program, 'upload.cpp'), '-lcurl', '-o', 'upload'],
            program.dir,
          ),
        ),
      )
    },
    run: ({ dir }) => start('./upload', [], dir),
  },
]

function canBuildCpp(): boolean {
  const input = '#include <curl/curl.h>\nint main() { return curl_version() == nullptr; }\n'
  const built = spawnSync('g++', ['-x', 'c++', '-', '-lcurl', '-o', '/dev/null'], { input, env, timeout: 60_000 })
  return !isWindows && built.status === 0
}

/**
 * A line at the prompt as cmd.exe and then a C program's start-up read it: a caret makes the next character ordinary,
 * also a quote; after that, blanks separate arguments outside of quotes, and a backslash counts only before a quote.
 */
export function readAsCmd(line: string): string[] {
  const plain = line.replace(/\^(.)/gsu, '$1')
  // Unescaped, these would have been cmd's own; so nothing of the kind may stand in the line.
  if (/(?<!\^)[()%!"<>&|]/.test(line.replace(/\^[\^]/g, ''))) throw new Error(`cmd.exe would read something in ${line}`)
  const found = plain.match(/(?:[^\s"]|"(?:[^"\\]|\\+(?=[^"\\])|(?:\\\\)*\\"|(?:\\\\)+(?="))*")+/gu) ?? []
  return found.map((word) =>
    word
      .replace(
        /(\\*)"/g,
        (_all, slashes: string) => '\\'.repeat(slashes.length >> 1) + (slashes.length % 2 ? '"' : '\0'),
      )
      .replaceAll('\0', ''),
  )
}

/** Chromium as the system has it; none is downloaded for this. */
export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)
