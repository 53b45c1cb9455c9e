// The code that is handed over, run as it is copied against the practice server; the object, its headers and its
// metadata are compared. A language whose tool is not on this machine is named as not run.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeFor } from '../../main/links/code/code-for.ts'
import type { UploadFacts } from '../../main/links/code/upload-facts.ts'
import type { CodeLanguage } from '../../shared/hand-over.ts'
import { bucket as place, startMatrixBucket, type Asked, type MatrixBucket } from './bucket.ts'
import { caseNames as names, cases, checkStored, content, toldOf, type CaseName as Name } from './cases.ts'
import { chromiumPath, runners, type Outcome, type Program } from './runners.ts'

let bucket: MatrixBucket
beforeAll(async () => {
  bucket = await startMatrixBucket()
})
afterAll(() => bucket.end())

type Row = { facts: UploadFacts; program: Program }

/** For each case a folder with the file the program looks for. */
function rowsFor(language: CodeLanguage): Record<Name, Row> {
  const rows = names.map((name) => {
    const asked: Asked = { ...cases[name], objectKey: `${language}/${cases[name].objectKey}` }
    const facts = bucket.link(asked)
    const dir = join(bucket.dir, language, name.replaceAll(' ', '-'))
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, facts.fileName), content(name))
    return [name, { facts, program: { dir, code: codeFor(language, facts) } }] as const
  })
  // Made from the names just above.
  return Object.fromEntries(rows) as Record<Name, Row>
}

function checkAnswer(name: Name, { exitCode, said }: Outcome, language: CodeLanguage): void {
  expect({ exitCode, said }).toEqual({ exitCode: 0, said: expect.any(String) as string })
  const isCurl = language === 'curl' || language === 'cmd'
  expect(said).toContain(isCurl ? `HTTP ${name === 'callback not told' ? 203 : 200}` : 'Uploaded.')
  if (name === 'callback' || name === 'callback in JSON') expect(said).toContain('{"thanks":"for the file"}')
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
      await checkStored(bucket, name, rows[name].facts.objectKey)
    })

    it('ends as a failure and shows what OSS says when it is refused', { timeout: 60_000 }, async () => {
      const again = await run(rows['first only'].program)
      expect(again.exitCode).toBeGreaterThan(0)
      expect(again.said).toContain('FileAlreadyExists')
    })

    it('is refused with a file of another size than the link takes', { timeout: 60_000 }, async () => {
      const { program, facts } = rows['exact size']
      writeFileSync(join(program.dir, facts.fileName), 'another version')
      const other = await run(program)
      expect(other.exitCode).toBeGreaterThan(0)
      expect(other.said).toContain('SignatureDoesNotMatch')
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
        await checkStored(bucket, name, rows[name].facts.objectKey)
      }
      expect((await send('first only')).said).toContain('Not uploaded: HTTP 409')
    } finally {
      await window.close()
    }
  })
})

it('told the receiver of each file what was to be said of it, to the letter', () => {
  const ran = runners.filter(({ missing }) => missing === undefined).map(({ language }) => language)
  const wanted = [...ran, ...(noChromium === '' ? ['browser'] : [])].flatMap((language) =>
    names.flatMap((name) => {
      const asked: Asked = cases[name]
      const type = asked.contentType ?? 'application/octet-stream'
      return toldOf(name, place.name, `${language}/${asked.objectKey}`, type) ?? []
    }),
  )
  const sorted = (all: readonly { path: string; body: string }[]) => all.map((each) => JSON.stringify(each)).sort()
  expect(sorted(bucket.told)).toEqual(sorted(wanted))
})
