// The code that is handed over, run as it is copied against the practice server; the object, its headers and its
// metadata are compared. A language whose tool is not on this machine is named as not run.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeFor } from '../../main/links/code/code-for.ts'
import type { UploadFacts } from '../../main/links/code/upload-facts.ts'
import type { CodeLanguage } from '../../shared/hand-over.ts'
import { decodeMetadataValue } from '../../shared/oss/metadata.ts'
import { startMatrixBucket, type Asked, type MatrixBucket } from './bucket.ts'
import { chromiumPath, runners, type Outcome, type Program } from './runners.ts'

const metadata = {
  from: '上海 "office" 100%',
  note: `it's "100%" $HOME \${x} \`id\` \\n %PATH% ??/ <b> !`,
}

const cases = {
  plain: { objectKey: 'a.json' },
  typed: { objectKey: 'photo', contentType: 'image/svg+xml; charset="utf-8"' },
  labelled: { objectKey: 'label.txt', contentType: 'application/pdf', storageClass: 'IA', metadata },
  'first only': { objectKey: 'first.bin', isFirstUploadOnly: true },
  temporary: { objectKey: 'sts.txt', isTemporary: true, metadata: { from: 'x' } },
  'odd name': { objectKey: `in/ein Brief +%&#'"$HOME\\n ??/\${x} 合同 🎉.txt` },
  callback: { objectKey: 'told.txt', callback: 200 },
  'callback not told': { objectKey: 'not told.txt', callback: 500 },
} as const satisfies Record<string, Asked>
type Name = keyof typeof cases
const names = Object.keys(cases) as Name[]

let bucket: MatrixBucket
beforeAll(async () => {
  bucket = await startMatrixBucket()
})
afterAll(() => bucket.end())

const content = (name: string) => Buffer.from(`${name} ${'0123456789abcdef'.repeat(20_000)}`)

type Row = { asked: Asked; facts: UploadFacts; program: Program }

/** For each case a folder with the file the program looks for. */
function rowsFor(language: CodeLanguage): Record<Name, Row> {
  const rows = names.map((name) => {
    const asked: Asked = { ...cases[name], objectKey: `${language}/${cases[name].objectKey}` }
    const facts = bucket.link(asked)
    const dir = join(bucket.dir, language, name.replaceAll(' ', '-'))
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, facts.fileName), content(name))
    return [name, { asked, facts, program: { dir, code: codeFor(language, facts) } }] as const
  })
  // Made from the names just above.
  return Object.fromEntries(rows) as Record<Name, Row>
}

async function checkStored(name: Name, { asked, facts }: Row): Promise<void> {
  const { status, body, contentType, headers } = await bucket.stored(facts.objectKey)
  expect([status, body.equals(content(name))]).toEqual([200, true])
  expect(contentType).toBe(asked.contentType ?? 'application/octet-stream')
  expect(headers.get('x-oss-storage-class') ?? 'Standard').toBe(asked.storageClass ?? 'Standard')
  const labels = [...headers.entries()].filter(([header]) => header.startsWith('x-oss-meta-'))
  expect(Object.fromEntries(labels.map(([key, value]) => [key.slice(11), decodeMetadataValue(value)]))).toEqual(
    asked.metadata ?? {},
  )
}

function checkAnswer(name: Name, { exitCode, said }: Outcome, language: CodeLanguage): void {
  expect({ exitCode, said }).toEqual({ exitCode: 0, said: expect.any(String) as string })
  const isCurl = language === 'curl' || language === 'cmd'
  expect(said).toContain(isCurl ? `HTTP ${name === 'callback not told' ? 203 : 200}` : 'Uploaded.')
  if (name === 'callback') expect(said).toContain('{"thanks":"for the file"}')
  if (name === 'callback not told') expect(said).toContain('CallbackFailed')
  if (name === 'callback not told' && !isCurl) expect(said).toContain('Stored, but the receiver')
}

for (const { language, missing, build, run } of runners) {
  const suffix = missing === undefined ? '' : ` (not run: no ${missing} on this machine)`
  describe.skipIf(missing !== undefined)(`${language}${suffix}`, () => {
    let rows: Record<Name, Row>
    beforeAll(async () => {
      rows = rowsFor(language)
      await build?.(names.map((name) => rows[name].program))
    }, 120_000)

    it.each(names)('sends: %s', { timeout: 60_000 }, async (name) => {
      checkAnswer(name, await run(rows[name].program), language)
      await checkStored(name, rows[name])
    })

    it('ends as a failure and shows what OSS says when it is refused', { timeout: 60_000 }, async () => {
      const again = await run(rows['first only'].program)
      expect(again.exitCode).toBeGreaterThan(0)
      expect(again.said).toContain('FileAlreadyExists')
    })
  })
}

const noChromium = chromiumPath === undefined ? ' (not run: no Chromium on this machine)' : ''
describe.skipIf(noChromium !== '')(`browser, in Chromium${noChromium}`, () => {
  it('sends every case from a page of another origin', { timeout: 60_000 }, async () => {
    const rows = rowsFor('browser')
    const window = await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] })
    try {
      const page = await window.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(String(error)))
      const send = async (name: Name): Promise<Outcome> => {
        await page.setContent(`<input type="file"><script>${rows[name].program.code}</script>`)
        await page.setInputFiles('input', join(rows[name].program.dir, rows[name].facts.fileName))
        const said = await page.evaluate(
          'upload(document.querySelector("input").files[0]).then((text) => "Uploaded. " + text, String)',
        )
        return { exitCode: errors.length, said: String(said) }
      }
      for (const name of names) {
        const { exitCode, said } = await send(name)
        expect([name, exitCode, said]).toEqual([name, 0, expect.stringMatching(/^Uploaded\./)])
        await checkStored(name, rows[name])
      }
      expect((await send('first only')).said).toContain('Not uploaded: HTTP 409')
    } finally {
      await window.close()
    }
  })
})

it('told the receiver of each file that was stored with a callback', () => {
  const ran = runners.filter(({ missing }) => missing === undefined).map(({ language }) => language)
  const wanted = [...ran, ...(noChromium === '' ? ['browser'] : [])]
  for (const language of wanted) {
    expect(bucket.told).toContain(`object=${encodeURIComponent(`${language}/told.txt`)}`)
  }
})
