import { afterEach, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../shared/errors.ts'
import type { AccountId } from '../../shared/model/account.ts'
import type { FileId, FileRow, FolderRow, ItemId } from '../../shared/model/upload.ts'
import { errorSentence } from '../../shared/words/error-sentence.ts'
import { setLocale } from '../i18n/i18n.svelte.ts'
import { folderMenu, rowView } from './row-view.ts'
import { noTotals } from './totals.ts'

const now = new Date(2026, 10, 20, 16, 20).getTime()

// Branded ids are plain strings to main as well; it checks them when they come back.
const ids = { itemId: 'i' as ItemId, accountId: 'a' as AccountId, fileId: 'f' as FileId }

const file = (change: Partial<FileRow>): FileRow => ({
  kind: 'file',
  ...ids,
  name: 'storyboard.pdf',
  objectKey: 'campaigns/storyboard.pdf',
  totalBytes: 38_000_000,
  shownBytes: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  isChild: false,
  status: 'queued',
  isChecked: false,
  ...change,
})

const folder = (totals: Partial<FolderRow['totals']>, change: Partial<FolderRow> = {}): FolderRow => ({
  kind: 'folder',
  itemId: ids.itemId,
  accountId: ids.accountId,
  name: 'Autumn shoot',
  objectKey: 'campaigns/Autumn shoot/',
  totalBytes: 42_700_000_000,
  shownBytes: 18_200_000_000,
  bytesPerSecond: 0,
  secondsLeft: null,
  totals: { ...noTotals, ...totals },
  isExpanded: false,
  ...change,
})

const look = (row: FileRow | FolderRow) => {
  const { detail, tag, status, actions } = rowView(row, now)
  return [detail, tag?.text, status, actions.join(' ')]
}

afterEach(() => setLocale('en'))

describe('a file', () => {
  it('says what it does in every state', () => {
    const size = { totalBytes: 8_400_000_000, shownBytes: 6_100_000_000 }
    expect([
      look(file({})),
      look(
        file({
          ...size,
          status: 'uploading',
          parts: { accepted: 94, planned: 130 },
          bytesPerSecond: 9_800_000,
          secondsLeft: 240,
        }),
      ),
      look(file({ ...size, status: 'paused' })),
      look(file({ status: 'completed', isChecked: true, finishedAtMs: now - 5000 })),
      look(file({ status: 'completed', finishedAtMs: now - 120_000 })),
      look(file({ status: 'skipped', skipReason: 'nameTaken' })),
      look(file({ status: 'canceled' })),
    ]).toEqual([
      ['38.0 MB · campaigns/storyboard.pdf', 'Waiting its turn', '', 'pause cancel'],
      ['6.1 of 8.4 GB · part 94 of 130', undefined, '9.8 MB/s · 4 min', 'pause cancel'],
      ['6.1 of 8.4 GB', undefined, 'Paused', 'resume cancel'],
      ['38.0 MB · campaigns/storyboard.pdf', 'Sent and checked', 'just now', 'copyKey downloadLink remove'],
      ['38.0 MB · campaigns/storyboard.pdf', 'Sent', '2 min ago', 'copyKey downloadLink remove'],
      ['38.0 MB · a file of this name is already there', 'Skipped', '', 'remove'],
      ['38.0 MB · you stopped it', 'Canceled', '', 'remove'],
    ])
  })

  it('counts down to the next try and says what it waits for', () => {
    const error = { code: 'net.offline', params: {}, isRetryable: true } as const
    const waiting = file({ error, retryAtMs: now + 7400 })
    expect(look(waiting)).toEqual([
      '38.0 MB · waiting for the network, tries again by itself',
      'Waiting',
      'in 8 s',
      'retry cancel',
    ])
    expect(rowView(waiting, now + 8000).status).toBe('tries again')
    setLocale('zh-CN')
    expect(rowView(waiting, now).status).toBe('8 秒后')
  })

  it('says what the user must do where the whole account waits for that, and promises no next try', () => {
    const codes: ErrorCode[] = [
      'account.secretMissing',
      'account.secretUnreadable',
      'auth.tokenExpired',
      'net.proxyLogin',
      'practice.notRunning',
    ]
    for (const code of codes) {
      const error = { code, params: { account: 'Marketing', host: 'proxy:8080' }, isRetryable: false }
      const view = rowView(file({ error }), now)
      expect([view.tag?.text, view.status, view.tone, view.problem]).toEqual(['Needs you', '', 'needs', error])
      expect([view.detail, view.actions]).toEqual([errorSentence(error, 'en'), ['retry', 'cancel']])
    }
  })

  it('says why it waits for its next try, and when that is', () => {
    const error = { code: 'net.hostNotFound', params: { host: 'x.example.com' }, isRetryable: true } as const
    const view = rowView(file({ status: 'uploading', error, retryAtMs: now + 7400 }), now)
    expect([view.detail.slice(0, 41), view.tag?.text, view.status, view.tone]).toEqual([
      'The address x.example.com cannot be found',
      'Waiting',
      'in 8 s',
      'wait',
    ])
  })

  it('asks what to do about a second file of the same name in one batch, which trying again would not help', () => {
    const error = { code: 'file.duplicateKey', params: { other: 'é.txt' }, isRetryable: false } as const
    const view = rowView(file({ status: 'failed', error }), now)
    expect([view.detail, view.tone, view.actions]).toEqual([
      'In the bucket it would have the same name as “é.txt”.',
      'question',
      ['remove'],
    ])
  })

  it('shows the size of a system file that was left out, where it has one', () => {
    const skipped = { status: 'skipped', skipReason: 'junk' } as const
    expect(look(file({ ...skipped, totalBytes: 6148 }))[0]).toBe('6.1 KB · a system file nobody needs')
    expect(look(file({ ...skipped, totalBytes: 0 }))[0]).toBe('a system file nobody needs')
  })

  it('says when a stopped file could not be taken off the server', () => {
    const error = { code: 'net.reset', params: {}, isRetryable: true } as const
    const row = rowView(file({ status: 'canceled', error }), now)
    expect([row.problem, row.tag?.text, row.detail]).toEqual([
      error,
      'Canceled',
      'It is stopped, but what had been sent could not be taken off the server.',
    ])
  })

  it('asks about a taken name instead of calling it a failure', () => {
    const taken = rowView(
      file({ status: 'failed', error: { code: 'object.exists', params: {}, isRetryable: false } }),
      now,
    )
    expect([taken.tone, taken.tag?.text, taken.actions]).toEqual(['question', 'Name taken', ['remove']])
    const denied = rowView(
      file({ status: 'failed', error: { code: 'file.notFound', params: {}, isRetryable: false } }),
      now,
    )
    expect([denied.tone, denied.tag?.text, denied.actions]).toEqual(['bad', 'Not sent', ['retry', 'remove']])
  })
})

describe('a folder', () => {
  it('counts its files while they go', () => {
    const going = folder(
      { found: 3010, sent: 1284, going: 4, queued: 1722 },
      { bytesPerSecond: 11_400_000, secondsLeft: 2150 },
    )
    expect(look(going)).toEqual([
      '1,284 of 3,010 files · 18.2 of 42.7 GB',
      undefined,
      '11.4 MB/s · 36 min',
      'pause cancel',
    ])
  })

  it('says that it is still being read', () => {
    expect(look(folder({ found: 120, queued: 120, isWalking: true }))[0]).toBe(
      '120 files found so far · 18.2 of 42.7 GB',
    )
  })

  it('is done only when every file is accounted for, and says why if not all were sent', () => {
    expect(look(folder({ found: 2, sent: 1, skipped: 1 }))).toEqual([
      '1 of 2 files · 18.2 of 42.7 GB · 1 skipped',
      'Sent',
      '',
      'copyKey remove',
    ])
    const firstError = { code: 'file.changed', params: {}, isRetryable: false } as const
    const partly = rowView(folder({ found: 3, sent: 1, failed: 2 }, { firstError }), now)
    expect([partly.tag?.text, partly.problem, partly.actions]).toEqual(['2 not sent', firstError, ['retry', 'remove']])
  })

  it('offers its list as a table, and to clear what is finished while the rest goes on', () => {
    expect(folderMenu(folder({ found: 3, sent: 1, going: 2 }))).toEqual(['copyKey', 'downloadLink', 'export', 'clear'])
    expect(folderMenu(folder({ found: 3, sent: 1, failed: 2 }))).toEqual(['copyKey', 'downloadLink', 'export', 'clear'])
    expect(folderMenu(folder({ found: 3, going: 3 }))).toEqual(['copyKey', 'export'])
    expect(folderMenu(folder({ found: 3, sent: 3 }))).toEqual(['downloadLink', 'export'])
  })

  it('says what all of it waits for, and promises no time while there is no network', () => {
    const trouble = { code: 'auth.tokenExpired', params: {}, isRetryable: false } as const
    const held = rowView(folder({ found: 3, sent: 1, queued: 2 }, { trouble }), now)
    expect([held.detail, held.tag?.text, held.problem]).toEqual([errorSentence(trouble, 'en'), 'Needs you', trouble])
    const going = folder({ found: 3, going: 3 }, { bytesPerSecond: 9_000, secondsLeft: 60 })
    expect([rowView(going, now, false).status, rowView(going, now).status]).toEqual(['Waiting', '9.0 KB/s · 1 min'])
  })

  it('is tried again only when that would help', () => {
    expect(look(folder({ found: 3, sent: 1, failed: 2, undecided: 2 }))[3]).toBe('remove')
    expect(look(folder({ found: 3, sent: 1, failed: 2, undecided: 1 }))[3]).toBe('retry remove')
  })

  it('is paused only when nothing in it moves', () => {
    expect(look(folder({ found: 2, paused: 2 }))[2]).toBe('Paused')
    expect(look(folder({ found: 3, paused: 1, going: 1, sent: 1 }))[3]).toBe('pause cancel')
  })
})
