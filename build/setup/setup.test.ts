import { describe, expect, it } from 'vitest'
import { isInstalled } from './installed.mjs'
import { firstScreen } from './smoke.mjs'
import { add, closingLine, countCampaign, countPlaywright, countVitest, none, table } from './summary.mjs'
import { aptAlternatives, chooseAptNames, dnfNames, missingFromLdd } from './system-packages.mjs'

const policy = `libasound2t64:
  Installed: (none)
  Candidate: 1.2.11-1
libasound2:
  Installed: (none)
  Candidate: (none)
libnss3:
  Installed: (none)
  Candidate: 2:3.98-1
`

describe('system packages', () => {
  it('reads what the linker did not find, each library once', () => {
    const output = `\tlibnss3.so => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tlibasound.so.2 => not found\n\tlibnss3.so => not found\n`
    expect(missingFromLdd(output)).toEqual(['libnss3.so', 'libasound.so.2'])
  })

  it('takes the name this release of Debian or Ubuntu knows, with or without t64', () => {
    const alternatives = aptAlternatives(['libasound.so.2', 'libnss3.so', 'libsmime3.so'])
    expect(chooseAptNames(alternatives, policy)).toEqual(['libasound2t64', 'libnss3'])
    expect(chooseAptNames(alternatives, policy.replaceAll('t64', '-old'))).toEqual(['libasound2', 'libnss3'])
  })

  it('falls back to the oldest name where no package index is there', () => {
    expect(chooseAptNames(aptAlternatives(['libasound.so.2', 'Xvfb']), '')).toEqual(['libasound2', 'xvfb'])
  })

  it('asks dnf for a library by its own name', () => {
    expect(dnfNames(['libnss3.so', 'Xvfb'])).toEqual(["'libnss3.so()(64bit)'", 'xorg-x11-server-Xvfb'])
  })
})

describe('npm packages', () => {
  const lock = (packages: object) => JSON.stringify({ packages: { '': {}, ...packages } })
  const wanted = lock({
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/win': { optional: true },
  })

  it('are there when npm recorded each version of the lock file; other platforms may be absent', () => {
    expect(isInstalled(wanted, lock({ 'node_modules/a': { version: '1.0.0', integrity: 'x' } }))).toBe(true)
  })

  it('are not there with another version, another content or nothing recorded', () => {
    expect(isInstalled(wanted, lock({ 'node_modules/a': { version: '1.0.1', integrity: 'x' } }))).toBe(false)
    expect(isInstalled(wanted, lock({ 'node_modules/a': { version: '1.0.0', integrity: 'y' } }))).toBe(false)
    expect(isInstalled(wanted, lock({}))).toBe(false)
    expect(isInstalled(wanted, '')).toBe(false)
  })
})

describe('the first screen', () => {
  it.each([
    ['noise\nready: welcome\nmore', 'welcome'],
    ['ready: send\r\n', 'send'],
    ['ready: nowhere\n', undefined],
    ['not ready: welcome\n', undefined],
    ['ready: welc', undefined],
  ])('of %j is %s', (text, screen) => {
    expect(firstScreen(text)).toBe(screen)
  })
})

describe('counting tests', () => {
  const vitest = {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [] },
    ],
  }
  const playwright = { stats: { expected: 4, flaky: 1, unexpected: 2, skipped: 3 }, errors: [{}] }

  it('counts a file that could not be loaded as a failure', () => {
    expect(countVitest(vitest)).toEqual({ passed: 3, failed: 2, skipped: 2 })
  })

  it('counts an error outside any test as a failure', () => {
    expect(countPlaywright(playwright)).toMatchObject({ passed: 5, failed: 3, skipped: 3 })
  })

  it('says how many passed at the second try only, and nothing where none did', () => {
    expect(countPlaywright(playwright)).toHaveProperty('remark', '1 at the second try only: see "flaky" above')
    const steady = { stats: { expected: 4, flaky: 0, unexpected: 0, skipped: 1 }, errors: [] }
    expect(countPlaywright(steady)).toEqual({ passed: 4, failed: 0, skipped: 1 })
  })

  it('counts a campaign once, and not at all when nothing was run', () => {
    expect(countCampaign({ runs: 60, faults: 500, failedSeeds: [] })).toMatchObject({ passed: 1, failed: 0 })
    expect(countCampaign({ runs: 60, faults: 500, failedSeeds: [7, 9] })).toMatchObject({ passed: 0, failed: 1 })
    expect(countCampaign({ runs: 0, faults: 0, failedSeeds: [] })).toMatchObject({ passed: 0, failed: 0 })
  })

  it('ends with one line for all runners', () => {
    const all = [countVitest(vitest), countPlaywright(playwright)].reduce(add, none)
    expect(closingLine(all)).toBe('tests: 8 passed, 5 failed, 5 skipped')
  })

  it('shows a step that was not run', () => {
    const steps = [
      { name: 'unit', seconds: 1.25, result: 'ok', counts: { passed: 2, failed: 0, skipped: 1 } },
      { name: 'chaos', seconds: 9, result: 'ok', counts: countCampaign({ runs: 2, faults: 5, failedSeeds: [] }) },
      { name: 'keyring', result: 'not run: Linux only' },
    ]
    expect(table(steps)).toBe(
      [
        'step     seconds  result               passed / failed / skipped',
        'unit         1.3  ok                   2 / 0 / 1',
        'chaos        9.0  ok                   1 / 0 / 0 (2 runs, 5 faults)',
        'keyring        -  not run: Linux only',
      ].join('\n'),
    )
  })
})
