import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { LinkRequest } from '../../shared/model/link.ts'
import { targetFor } from '../oss/endpoint.ts'
import { makeLink, makeLinks } from './make-link.ts'
import type { SigningFacts } from './make-link.ts'

const facts: SigningFacts = {
  folder: 'in/',
  target: targetFor({ kind: 'public', region: 'cn-hangzhou', bucket: 'shop' }),
  credentials: { accessKeyId: 'LTAIexample', accessKeySecret: 'secret' },
  nowMs: Date.UTC(2026, 10, 20, 8, 0, 0, 400),
}
const request = (change: Partial<LinkRequest>): LinkRequest => ({
  accountId: 'a1' as LinkRequest['accountId'],
  objectKey: 'in/a.pdf',
  forWhom: '',
  validity: { kind: 'seconds', seconds: 900 },
  metadata: {},
  tags: {},
  pinnedHeaders: {},
  isFirstUploadOnly: true,
  ...change,
})

it('makes of many requests what each would be alone, in order', () => {
  const requests = [
    request({ objectKey: 'in/1.pdf', forWhom: 'Acme' }),
    request({ objectKey: 'in/二.pdf', contentType: 'application/pdf', exactBytes: 7 }),
    request({ objectKey: 'in/3.pdf', validity: { kind: 'until', atMs: facts.nowMs + 90_000_000_000 } }),
    request({ objectKey: 'in/4.pdf', forWhom: 'Beta' }),
  ]
  let count = 0
  const links = makeLinks(requests, { ...facts, newId: () => `l${(count += 1)}` })
  expect(links).toEqual(requests.map((each, at) => makeLink(each, { ...facts, linkId: `l${at + 1}` })))
  expect(links.map((link) => !(link instanceof AppError) && link.cappedBy)).toEqual([
    undefined,
    undefined,
    'maximum',
    undefined,
  ])
})

it('turns a wrong one down alone, and every one that shares its mistake', () => {
  const links = makeLinks(
    [
      request({ objectKey: 'out/1.pdf' }),
      request({ objectKey: 'in/2.pdf' }),
      request({ objectKey: 'in/3.pdf', contentType: '图' }),
      request({ objectKey: 'in/4.pdf', contentType: '图' }),
      request({ objectKey: 'in/5.pdf', validity: { kind: 'until', atMs: facts.nowMs } }),
    ],
    { ...facts, newId: () => 'l' },
  )
  expect(links.map((link) => (link instanceof AppError ? link.code : link.objectKey))).toEqual([
    'object.outsideFolder',
    'in/2.pdf',
    'link.headerValue',
    'link.headerValue',
    'link.tooShort',
  ])
})
