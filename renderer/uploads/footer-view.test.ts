import { expect, it } from 'vitest'
import type { Totals } from '../../shared/model/upload.ts'
import { footerView } from './footer-view.ts'
import { noTotals } from './totals.ts'

const GB = 1_000_000_000
const look = (totals: Partial<Totals>) => {
  const { summary, needsYou, numbers, command } = footerView({ ...noTotals, ...totals })
  return [needsYou ? `${summary} · ${needsYou.text}` : summary, numbers, command]
}

it.each<[Partial<Totals>, (string | undefined)[]]>([
  [{}, ['Nothing is being sent', '', undefined]],
  [
    {
      found: 3014,
      sent: 1285,
      going: 3,
      queued: 1725,
      failed: 1,
      totalBytes: 51.3 * GB,
      acceptedBytes: 20 * GB,
      shownBytes: 24.3 * GB,
      bytesPerSecond: 21_200_000,
      secondsLeft: 2280,
    },
    ['3 going · 1 needs you', '24.3 of 51.3 GB · 21.2 MB/s · about 38 min left', 'pause'],
  ],
  [{ found: 2, paused: 2, totalBytes: GB }, ['2 paused', '0 of 1.0 GB', 'resume']],
  [{ found: 3, queued: 2, failed: 1 }, ['2 waiting · 1 needs you', '0 of 0 B', 'pause']],
  [{ isWalking: true }, ['Reading folders…', '0 of 0 B', 'pause']],
  [{ found: 312, sent: 312, acceptedBytes: GB }, ['All 312 files sent and checked', '1.0 GB', 'clear']],
  [{ found: 1, sent: 1 }, ['The file is sent and checked', '', 'clear']],
  [{ found: 312, sent: 312, unchecked: 1 }, ['All 312 files sent', '', 'clear']],
  [{ found: 3, sent: 2, skipped: 1, unchecked: 2 }, ['2 files sent · 1 skipped', '', 'clear']],
  [{ found: 5, sent: 2, skipped: 1, canceled: 2 }, ['2 files sent and checked · 1 skipped · 2 canceled', '', 'clear']],
])('of %o', (totals, expected) => {
  expect(look(totals)).toEqual(expected)
})

it('never offers to clear the list while something in it was not sent', () => {
  expect(look({ found: 312, sent: 309, failed: 3 })).toEqual(['309 files sent and checked · 3 need you', '', 'retry'])
  expect(look({ found: 1, failed: 1 })).toEqual(['Nothing was sent · 1 needs you', '', 'retry'])
})

it('offers to try again only what that would help: a taken name wants an answer', () => {
  expect(look({ found: 3, failed: 3, undecided: 2 })).toEqual(['Nothing was sent · 3 need you', '', 'retry'])
  expect(look({ found: 3, sent: 1, failed: 2, undecided: 2 })[2]).toBe('clear')
  expect(look({ found: 2, failed: 2, undecided: 2 })[2]).toBeUndefined()
})

it('counts what waits for its next try as waiting, and gives it neither a speed nor a time', () => {
  const totals = { found: 9, going: 4, queued: 5, totalBytes: GB, bytesPerSecond: 9_000, secondsLeft: 60 }
  expect(look({ ...totals, waiting: 4 })).toEqual(['9 waiting', '0 of 1.0 GB', 'pause'])
  expect(look({ ...totals, waiting: 3 })).toEqual(['1 going', '0 of 1.0 GB · 9.0 KB/s · about 1 min left', 'pause'])
})

it('says that it waits for the network, without a speed or a time that would not be true', () => {
  const totals = { ...noTotals, found: 3, going: 2, failed: 1, totalBytes: GB, bytesPerSecond: 9_000, secondsLeft: 60 }
  const { summary, needsYou, numbers, command } = footerView(totals, false)
  expect([summary, needsYou, numbers, command]).toEqual([
    'Waiting for the network',
    { count: 1, text: '1 needs you' },
    '0 of 1.0 GB',
    'pause',
  ])
  expect(footerView({ ...noTotals, found: 1, paused: 1 }, false).summary).toBe('1 paused')
  expect(footerView({ ...noTotals, found: 1, sent: 1 }, false).summary).toBe('The file is sent and checked')
})

it('says that it waits for the network although the system knows nothing of that, where no server can be found', () => {
  const totals = { ...noTotals, found: 3, going: 2, queued: 1, waiting: 1, offline: 2, totalBytes: GB, secondsLeft: 60 }
  expect(footerView(totals)).toMatchObject({
    summary: 'Waiting for the network',
    numbers: '0 of 1.0 GB',
    isStill: true,
  })
  expect(footerView({ ...totals, offline: 1 })).toMatchObject({ summary: '1 going', isStill: false })
})

it('counts what an account holds back with what was not sent: both need the user, and nothing else is waited for', () => {
  const totals = { found: 9, sent: 3, queued: 5, held: 5, failed: 1, totalBytes: GB }
  expect(look(totals)).toEqual(['Waiting for you · 6 need you', '0 of 1.0 GB', 'retry'])
  expect(look({ ...totals, found: 11, going: 1, queued: 6 })).toEqual(['1 going · 6 need you', '0 of 1.0 GB', 'pause'])
})
