import { expect, it } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import type { BatchStep } from '../../../shared/model/batch.ts'
import type { LinkRequest, LinkView } from '../../../shared/model/link.ts'
import type { NewLink } from '../register/ports.ts'
import { makeStep } from './make-step.ts'

const request = (objectKey: string): LinkRequest => ({
  accountId: 'a1' as LinkRequest['accountId'],
  objectKey,
  forWhom: `for ${objectKey}`,
  validity: { kind: 'seconds', seconds: 3600 },
  metadata: {},
  tags: {},
  pinnedHeaders: {},
  isFirstUploadOnly: true,
})
const step: BatchStep = { batchId: 'b1', name: 'Contracts', requests: ['a', '../b', 'c'].map(request) }
const linkOf = ({ objectKey, accountId, forWhom }: LinkRequest): LinkView | AppError =>
  objectKey.startsWith('..')
    ? new AppError('object.invalidKey')
    : {
        ...{ accountId, objectKey, forWhom, kind: 'put', url: `https://x/${objectKey}`, headers: [] },
        ...{ linkId: `l-${objectKey}` as LinkView['linkId'], madeAtMs: 1000, expiresAtMs: 2000 },
      }

it('keeps what was made in one go, and says of the row between why it was not', () => {
  const kept: (readonly NewLink[])[] = []
  const rows = makeStep(step, { makeLinks: (requests) => requests.map(linkOf), keep: (links) => kept.push(links) })
  expect(rows.map((row) => (row.kind === 'made' ? row.linkId : row.error.code))).toEqual([
    'l-a',
    'object.invalidKey',
    'l-c',
  ])
  expect(kept.map((links) => links.map(({ view, request, batchId }) => [view.url, request.forWhom, batchId]))).toEqual([
    [
      ['https://x/a', 'for a', 'b1'],
      ['https://x/c', 'for c', 'b1'],
    ],
  ])
})

it('tells of no link that could not be kept', () => {
  const keep = () => {
    throw new AppError('internal')
  }
  expect(() => makeStep(step, { makeLinks: (requests) => requests.map(linkOf), keep })).toThrow('internal')
})
