import { describe, expect, it } from 'vitest'
import { fileProblem } from './check-file.ts'
import { formatBytes, formatDuration, formatPart, formatTime } from './format.ts'
import { readAnswer } from './problem.ts'
import { say } from './say.ts'

const madeAtMs = Date.UTC(2026, 10, 20, 8)
const xml = (code: string, message = '', more = '') =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message>${more}<RequestId>R1</RequestId></Error>`
const read = (status: number, body = '', wasSentWhole = false) =>
  readAnswer({ status, body, requestId: '', etag: '', crc64: '' }, { madeAtMs, wasSentWhole })
const kind = (...args: Parameters<typeof read>) => {
  const outcome = read(...args)
  return outcome.kind === 'problem' ? outcome.problem.kind : outcome.kind
}

describe('an answer of the storage', () => {
  it('is success, also when the callback was not heard', () => {
    expect(read(200)).toEqual({ kind: 'done', receipt: '', isNotified: true })
    expect(read(203, xml('CallbackFailed'))).toEqual({ kind: 'done', receipt: 'R1', isNotified: false })
  })

  it.each([
    ['ended', 403, xml('AccessDenied', 'Request has expired.', '<ServerTime>2026-11-21T08:00:00.000Z</ServerTime>')],
    ['ended', 403, xml('SecurityTokenExpired', 'The security token you provided has expired.')],
    ['notYet', 403, xml('AccessDenied', 'Whatever it says.', '<ServerTime>2026-11-20T07:44:00.000Z</ServerTime>')],
    ['mismatch', 403, xml('SignatureDoesNotMatch')],
    ['denied', 403, xml('AccessDenied', 'You have no right to access this object')],
    ['denied', 403, xml('InvalidAccessKeyId')],
    ['denied', 403, '<html>blocked by a proxy</html>'],
    ['taken', 409, xml('FileAlreadyExists')],
    ['refused', 409, xml('FileImmutable')],
    ['cut', 400, xml('RequestTimeout')],
    ['refused', 400, xml('InvalidArgument')],
    ['busy', 503, ''],
    ['busy', 429, xml('Throttled')],
  ])('means %s: %i %s', (expected, status, body) => {
    expect(kind(status, body)).toBe(expected)
  })

  it('says a name that is taken after the whole file went out once is probably taken by it', () => {
    expect(kind(409, xml('FileAlreadyExists'), true)).toBe('maybeArrived')
  })

  it('keeps for support what names the request, and nothing else', () => {
    expect(read(403, xml('AccessDenied', 'secret stuff', '<EC>0003-1</EC>'))).toMatchObject({
      problem: { support: '403 · AccessDenied · 0003-1 · R1' },
    })
  })
})

describe('a file', () => {
  const pdf = { contentType: 'application/pdf', label: 'PDF', extensions: ['pdf'] }
  const file = (name: string, type = '', size = 10) => ({ name, type, size })
  it('has the one size that is expected, which may also be none', () => {
    const facts = { maxBytes: 10, exactBytes: 10 }
    const problem = (size: number, exactBytes = 10) => fileProblem(file('a.pdf', '', size), { ...facts, exactBytes })
    expect([problem(10), problem(9), problem(11), problem(0), problem(0, 0)]).toEqual([
      undefined,
      'wrongSize',
      'wrongSize',
      'wrongSize',
      undefined,
    ])
  })

  it.each([
    [file('a.pdf', 'application/pdf'), undefined],
    [file('A.PDF'), undefined],
    [file('scan', 'application/pdf'), undefined],
    [file('a.docx'), 'wrongKind'],
    [file('apdf'), 'wrongKind'],
    [file('a.pdf', '', 101), 'tooLarge'],
    [file('a.pdf', '', 0), 'empty'],
  ])('%o is %s', (given, expected) => {
    expect(fileProblem(given, { kind: pdf, maxBytes: 100 })).toBe(expected)
  })

  it('may be anything when no kind was asked for', () => {
    expect(fileProblem(file('x.y', 'z/z'), { maxBytes: 100 })).toBeUndefined()
  })
})

describe('words and numbers', () => {
  it('leave a gap between Chinese and Latin, but never inside a name', () => {
    expect(say('zh-CN', 'title', { asker: 'Marketing' })).toBe('上传文件给 Marketing')
    expect(say('zh-CN', 'title', { asker: '市场部' })).toBe('上传文件给市场部')
    expect(say('zh-CN', 'problem.wrongKind.text', { asker: '市场部', kind: 'PDF', file: '合同2026.docx' })).toBe(
      '市场部要的是 PDF，“合同2026.docx”不是这种文件。',
    )
    expect(say('en', 'title', { asker: '市场部' })).toBe('Upload for 市场部')
  })

  it('are those people know', () => {
    expect(formatBytes('en', 5_000_000_000)).toBe('5 GB')
    expect(formatBytes('en', 999)).toBe('999 B')
    expect(formatBytes('zh-CN', 12_440_000)).toBe('12.4 MB')
    expect(formatPart('en', 7_900_000, 12_400_000)).toBe('7.9')
    expect(formatDuration('en', 3.2)).toBe('4 s')
    expect(formatDuration('zh-CN', 23.9 * 3600)).toBe('23 小时')
    expect(formatDuration('en', 7 * 86_400 - 1)).toBe('6 days')
    expect(formatTime('en', madeAtMs)).toMatch(/^Fri,? 20 Nov,? (at )?\d\d:\d\d \(\S+\)$/)
  })
})
