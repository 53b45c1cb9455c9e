import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { firstSettings } from './settings-schema.ts'
import { openSettings } from './settings-store.ts'

const nowMs = Date.UTC(2026, 10, 20, 8, 30, 0)
let dir = ''
let path = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'courier-settings-'))
  path = join(dir, 'settings.json')
})
afterEach(() => {
  rmSync(dir, { recursive: true, force: true })
})

const open = () => {
  const reports: unknown[] = []
  const opened = openSettings({
    path,
    openWriter: () => (settings) => {
      writeFileSync(path, JSON.stringify(settings))
    },
    nowMs,
    report: (error) => reports.push(error),
  })
  return { ...opened, reports }
}

it('starts with the first settings when there are none yet, and writes nothing until something changes', () => {
  const { settings, setAside, reports } = open()
  expect([settings.read(), setAside, reports]).toEqual([firstSettings, undefined, []])
  expect(readdirSync(dir)).toEqual([])
})

it('remembers what was changed', () => {
  open().settings.update({ selectedId: 'a1' })
  expect(open().settings.read()).toEqual({ ...firstSettings, selectedId: 'a1' })
})

it('reads a file from before there was a speed limit, an option of sending, a choice about system files, a proxy and presets', () => {
  const { destinations } = firstSettings.preferences
  const preferences = { locale: 'zh-CN', theme: 'dark', sendOptions: { onConflict: 'ask' }, destinations }
  const { proxyLogins: _, ...older } = firstSettings
  writeFileSync(path, JSON.stringify({ ...older, preferences }))
  const { settings, setAside } = open()
  const expected = { ...firstSettings.preferences, locale: 'zh-CN', theme: 'dark' }
  expect([settings.read(), setAside]).toEqual([{ ...firstSettings, preferences: expected }, undefined])
})

it('gives the ways of sending of each account what they lack', () => {
  const preferences = { ...firstSettings.preferences, sendOptions: { m: { onConflict: 'skip' } } }
  writeFileSync(path, JSON.stringify({ ...firstSettings, preferences }))
  const { settings, setAside } = open()
  const sendOptions = { m: { onConflict: 'skip', metadata: {}, tags: {} } }
  expect([settings.read().preferences.sendOptions, setAside]).toEqual([sendOptions, undefined])
})

it.each([
  ['garbage', '\u0000\u0001not json'],
  ['cut off', JSON.stringify(firstSettings).slice(0, 50)],
  ['empty', ''],
  ['of a newer version', JSON.stringify({ ...firstSettings, version: 2 })],
  ['of another shape', JSON.stringify({ ...firstSettings, accounts: { a: 1 } })],
])('sets a file that is %s aside, unchanged, and starts anew', (_what, text) => {
  writeFileSync(path, text)
  const { settings, setAside } = open()
  settings.update({ selectedId: 'a1' })
  expect(setAside).toBe('settings.broken-2026-11-20T08-30-00.json')
  expect(readFileSync(join(dir, 'settings.broken-2026-11-20T08-30-00.json'), 'utf8')).toBe(text)
  expect(open().settings.read().selectedId).toBe('a1')
})

it('never replaces an earlier file that was set aside', () => {
  writeFileSync(path, 'first')
  open()
  writeFileSync(path, 'second')
  expect(open().setAside).toBe('settings.broken-2026-11-20T08-30-00-2.json')
  expect(
    readdirSync(dir)
      .map((name) => readFileSync(join(dir, name), 'utf8'))
      .sort(),
  ).toEqual(['first', 'second'])
})

it('keeps a change for this run when the disk refuses it', () => {
  const reports: unknown[] = []
  const { settings } = openSettings({
    path,
    openWriter: () => () => {
      throw new Error('no space left')
    },
    nowMs,
    report: (error) => reports.push(error),
  })
  settings.update({ selectedId: 'a1' })
  expect([settings.read().selectedId, reports.length]).toEqual(['a1', 1])
})
