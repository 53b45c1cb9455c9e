// Builds out/, only when a source file changed since the last time.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root, runNode, SetupError } from './run.mjs'

const sources = ['main', 'renderer', 'shared', 'build/vite.config.ts', 'package.json', 'package-lock.json']
const stampFile = join(root, 'out', '.built-from')
const products = ['out/main/index.js', 'out/main/upload-page.js', 'out/preload/index.cjs', 'out/renderer/index.html']

/** Every file of the sources with its size and time, so that a deleted file counts as a change too. */
function listing(path) {
  const stat = statSync(join(root, path))
  if (!stat.isDirectory()) return path.endsWith('.test.ts') ? [] : [`${path} ${stat.size} ${stat.mtimeMs}`]
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => listing(`${path}/${name}`))
}

export async function buildIfStale() {
  const stamp = createHash('sha256').update(sources.flatMap(listing).join('\n')).digest('hex')
  const isThere = products.every((file) => existsSync(join(root, file)))
  if (isThere && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--app', '--config', 'build/vite.config.ts']
  const { code, output, seconds } = await runNode([...vite, '--logLevel', 'warn'])
  if (code !== 0) throw new SetupError(`${output.trim()}\n\nThe app could not be built.`)
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
  console.log(`Built the app in ${seconds.toFixed(1)} s.`)
}
