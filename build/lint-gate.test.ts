import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

// The layer rules need no types: without them a snippet lints in milliseconds and its file need not exist.
const eslint = new ESLint({
  overrideConfigFile: 'build/eslint.config.js',
  overrideConfig: {
    languageOptions: { parserOptions: { project: null } },
    rules: {
      '@typescript-eslint/await-thenable': 'off',
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-misused-promises': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/return-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      'import-x/no-cycle': 'off',
    },
  },
})

const lint = async (filePath: string, code: string) => {
  const results = await eslint.lintText(`${code}\n`, { filePath })
  return results.flatMap((result) => result.messages.map((message) => message.message)).join('\n')
}

const takes = (name: string, from: string) => `import { ${name} } from '${from}'\nexport const taken = ${name}`
const takesType = (name: string, from: string) => `import type { ${name} } from '${from}'\nexport type Taken = ${name}`
const inSvelte = (script: string, markup = '<p></p>') => `<script lang="ts">\n${script}\n</script>\n\n${markup}`

describe('the core knows nothing of the platform', () => {
  it.each([
    ['main/oss/x.ts', takes('net', 'electron'), 'The core knows nothing of Electron'],
    ['main/uploads/x.ts', takes('Store', 'electron-store'), 'The core knows nothing of Electron'],
    ['main/oss/x.ts', takes('readFile', 'node:fs/promises'), 'through ports.ts'],
    ['main/oss/x.ts', takes('readFile', 'fs/promises'), 'through ports.ts'],
    ['main/uploads/x.ts', takes('createHash', 'node:crypto'), 'through ports.ts'],
    ['main/accounts/x.ts', takes('createHash', 'node:crypto'), 'through ports.ts'],
    ['main/links/deep/x.ts', takes('open', '../../platform/files.ts'), 'Dependencies point inward'],
    ['main/uploads/x.ts', takes('serve', '../ipc/serve.ts'), 'Dependencies point inward'],
    ['main/accounts/x.ts', takes('open', '../shell/window.ts'), 'Dependencies point inward'],
    ['main/links/x.ts', takes('start', '../practice/server.ts'), 'Dependencies point inward'],
    ['main/oss/x.ts', takes('plan', '../uploads/plan.ts'), 'main/oss is the protocol alone'],
    ['main/uploads/x.ts', takes('t', '../../renderer/i18n/t.ts'), 'Main never imports the renderer'],
    ['main/uploads/x.ts', 'export const now = () => Date.now()', 'clock.now()'],
    ['main/links/x.ts', 'export const now = () => new Date()', 'clock.now()'],
    ['main/uploads/x.ts', 'export const any = () => Math.random()', 'random port'],
    ['main/uploads/x.ts', 'export const wait = () => setTimeout(() => 0, 1)', 'must not use setTimeout'],
    ['main/oss/x.ts', "export const get = () => fetch('https://a.example/')", 'must not use fetch'],
    ['main/accounts/x.ts', 'export const home = process.env', 'must not use process'],
    ['main/accounts/x.ts', 'export const wait = globalThis.setTimeout', 'around its ports through globalThis'],
  ])('%s refuses %s', async (file, code, message) => {
    expect(await lint(file, code)).toContain(message)
  })

  it.each([
    ['main/oss/x.ts', takes('createHmac', 'node:crypto')],
    ['main/links/x.ts', takes('randomUUID', 'node:crypto')],
    ['main/links/x.ts', takes('presignUrl', '../oss/sign-v4.ts')],
    ['main/uploads/x.ts', takesType('Snapshot', '../../shared/ipc/contract.ts')],
    ['main/uploads/x.ts', 'export const at = (ms: number) => new Date(ms)'],
    ['main/oss/x.test.ts', takes('readFileSync', 'node:fs')],
  ])('%s allows %s', async (file, code) => {
    expect(await lint(file, code)).toBe('')
  })
})

describe('the upload page is sent to strangers', () => {
  it.each([
    ['main/links/page/browser/x.ts', takes('createHash', 'node:crypto'), 'no node modules'],
    ['main/links/page/browser/x.ts', takes('net', 'electron'), 'there is no Electron'],
    ['main/links/page/browser/x.ts', takes('makeLink', '../../make-link.ts'), 'holds nothing but its own'],
    ['main/links/page/browser/x.ts', takes('AppError', '../../../../shared/errors.ts'), 'holds nothing but its own'],
    ['main/links/page/x.ts', 'export const title = () => document.title', 'must not use document'],
  ])('%s refuses %s', async (file, code, message) => {
    expect(await lint(file, code)).toContain(message)
  })

  it.each([
    ['main/links/page/browser/x.ts', takes('pageWords', '../words.ts')],
    ['main/links/page/browser/x.ts', 'export const title = () => document.title'],
  ])('%s allows %s', async (file, code) => {
    expect(await lint(file, code)).toBe('')
  })
})

describe('shared runs on both sides', () => {
  it.each([
    ['shared/x.ts', takes('sign', '../main/oss/sign-v4.ts'), 'shared imports nothing of ours'],
    ['shared/oss/x.ts', takes('t', '../../renderer/lib/t.ts'), 'shared imports nothing of ours'],
    ['shared/x.ts', takes('app', 'electron'), 'knows nothing of Electron'],
    ['shared/x.ts', takes('join', 'node:path'), 'no node modules'],
    ['shared/x.ts', 'export const title = () => document.title', 'must not use document'],
    ['shared/x.ts', 'export const home = process.env', 'must not use process'],
    ['shared/x.ts', "export const bytes = Buffer.from('a')", 'must not use Buffer'],
  ])('%s refuses %s', async (file, code, message) => {
    expect(await lint(file, code)).toContain(message)
  })

  it('allows zod and its own files', async () => {
    expect(await lint('shared/model/x.ts', "import * as z from 'zod'\nexport const Name = z.string()")).toBe('')
    expect(await lint('shared/ipc/x.ts', takes('errorCodes', '../errors.ts'))).toBe('')
  })
})

describe('Electron stays at the edge of main', () => {
  it.each([
    ['main/ipc/uploads.ts', takes('dialog', 'electron'), 'Take a port instead'],
    ['main/practice/x.ts', takes('app', 'electron'), 'Take a port instead'],
    ['main/shell/x.ts', takes('ipcMain', 'electron'), 'ipcMain belongs to main/index.ts'],
    ['main/ipc/trusted-sender.ts', takes('ipcMain', 'electron'), 'ipcMain belongs to main/index.ts'],
    ['main/platform/x.ts', takes('ipcMain', 'electron'), 'ipcMain belongs to main/index.ts'],
    ['main/platform/x.ts', takes('open', '../shell/window.ts'), 'knows no window and no call'],
    ['main/shell/x.ts', takes('t', '../../renderer/lib/t.ts'), 'Main never imports the renderer'],
    ['main/shell/x.ts', "console.log('a')", 'Unexpected console statement'],
  ])('%s refuses %s', async (file, code, message) => {
    expect(await lint(file, code)).toContain(message)
  })

  it.each([
    ['main/index.ts', takes('ipcMain', 'electron')],
    ['main/platform/x.ts', takes('safeStorage', 'electron')],
    ['main/platform/x.ts', `${takesType('Clock', '../uploads/ports.ts')}\nexport const now = () => Date.now()`],
    ['main/shell/x.ts', takes('BrowserWindow', 'electron')],
    ['main/ipc/trusted-sender.ts', takesType('IpcMainInvokeEvent', 'electron')],
    ['main/practice/cli.ts', "console.log('a')"],
  ])('%s allows %s', async (file, code) => {
    expect(await lint(file, code)).toBe('')
  })
})

describe('the practice server is an independent judge', () => {
  it.each([
    ['main/practice/x.ts', takes('sign', '../oss/sign-v4.ts'), 'write its own canonicaliser'],
    ['main/practice/deep/x.ts', takes('sign', '../../oss/canonical-request.ts'), 'write its own canonicaliser'],
    ['main/practice/x.ts', takes('plan', '../uploads/plan.ts'), 'stands alone'],
  ])('%s refuses %s', async (file, code, message) => {
    expect(await lint(file, code)).toContain(message)
  })

  it('allows the checksum and node', async () => {
    expect(await lint('main/practice/x.ts', takes('createCrc64', '../oss/crc64.ts'))).toBe('')
    expect(await lint('main/practice/x.ts', takes('createServer', 'node:http'))).toBe('')
  })
})

describe('the renderer is a web page', () => {
  it.each([
    ['renderer/lib/x.ts', takes('ipcRenderer', 'electron'), 'only through lib/api.ts'],
    ['renderer/lib/x.ts', takes('join', 'node:path'), 'no node modules'],
    ['renderer/lib/x.ts', takes('sign', '../../main/oss/sign-v4.ts'), 'calls main through lib/api.ts'],
    ['renderer/lib/x.ts', takes('calls', '../../shared/ipc/contract.ts'), 'Use `import type`'],
    ['renderer/lib/x.ts', takes('Account', '../../shared/model/account.ts'), 'Use `import type`'],
    ['renderer/lib/x.ts', "import * as z from 'zod'\nexport const Name = z.string()", 'No schema library'],
    ['renderer/views/X.svelte', inSvelte("import { app } from 'electron'\napp.quit()"), 'only through lib/api.ts'],
    ['renderer/views/X.svelte', inSvelte('const html = "<b>"', '{@html html}'), '{@html}'],
  ])('%s refuses %s', async (file, code, message) => {
    expect(await lint(file, code)).toContain(message)
  })

  it.each([
    ['renderer/lib/x.ts', takesType('Bridge', '../../shared/ipc/contract.ts')],
    ['renderer/lib/x.ts', takes('AppError', '../../shared/errors.ts')],
    ['renderer/lib/x.ts', takes('regions', '../../shared/oss/regions.ts')],
    ['renderer/lib/x.svelte.ts', 'export class Counter {\n  count = $state(0)\n}'],
    ['renderer/views/X.svelte', inSvelte("import Button from '../components/Button.svelte'", '<Button />')],
  ])('%s allows %s', async (file, code) => {
    expect(await lint(file, code)).toBe('')
  })
})

describe('certificates', () => {
  it.each([
    'export const options = { rejectUnauthorized: false }',
    'export const options = (isStrict: boolean) => ({ rejectUnauthorized: isStrict })',
    'export const options = { checkServerIdentity: () => undefined }',
    "app.commandLine.appendSwitch('ignore-certificate-errors')",
    "app.on('certificate-error', () => undefined)",
    'session.defaultSession.setCertificateVerifyProc(() => 0)',
  ])('cannot be let through unverified: %s', async (code) => {
    for (const file of ['main/platform/x.ts', 'main/shell/x.ts', 'main/oss/x.ts']) {
      expect(await lint(file, code)).toContain('Certificates are always verified')
    }
  })

  it('may be verified explicitly', async () => {
    expect(await lint('main/platform/x.ts', 'export const options = { rejectUnauthorized: true }')).toBe('')
  })
})

describe('form', () => {
  const long = (lines: number) => Array.from({ length: lines }, (_, i) => `export const a${i} = ${i}`).join('\n')
  const longFunction = `export const f = () => {\n${'  f()\n'.repeat(60)}}`

  it.each([
    ['main/platform/x.ts', 'export default 1', 'Export by name'],
    ['main/platform/x.ts', "export * from './y.ts'", 'No barrels'],
    ['main/platform/x.ts', takes('a', './y.js'), 'Name the file with its extension'],
    ['main/platform/x.ts', takes('a', './y'), 'Name the file with its extension'],
    ['main/platform/x.ts', "export const y = () => import('./y')", 'Name the file with its extension'],
    ['main/platform/x.ts', 'export enum A {\n  b,\n}', 'union of string literals'],
    ['main/platform/x.ts', 'export const a = (b: any) => b', 'Unexpected any'],
    ['main/platform/x.ts', 'export const a = (b?: string) => b!', 'non-null assertion'],
    ['main/platform/x.ts', '// @ts-ignore\nexport const a = 1', '@ts-expect-error'],
    ['main/platform/x.ts', '// TODO later\nexport const a = 1', "Unexpected 'todo' comment"],
    ['shared/x.ts', long(301), 'too many lines (301)'],
    ['shared/x.ts', longFunction, 'too many lines (62)'],
  ])('%s refuses bad form (%#)', async (file, code, message) => {
    expect(await lint(file, code)).toContain(message)
  })

  it('counts neither blank lines nor comments', async () => {
    expect(await lint('shared/x.ts', `${long(300)}\n\n// why\n`)).toBe('')
  })

  it('lets configuration files export by default', async () => {
    expect(await lint('build/vite.config.ts', 'export default {}')).toBe('')
  })
})
