import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { OssClient } from '../oss/client.ts'
import { checkAccount } from './check-account.ts'

type Operation = 'initiate' | 'abort' | 'head' | 'list'

/** Answers with the given error, or as a bucket in which everything is allowed. */
function scriptedClient(refusals: Partial<Record<Operation, AppError | DOMException>>) {
  const operations: string[] = []
  const answer = <T>(operation: Operation, what: string, value: T): Promise<T> => {
    operations.push(`${operation} ${what}`)
    const error = refusals[operation]
    return error ? Promise.reject(error) : Promise.resolve(value)
  }
  const calls: Partial<OssClient> = {
    initiateMultipartUpload: (key) => answer('initiate', key, { uploadId: 'U1', requestId: 'R' }),
    abortMultipartUpload: ({ objectKey, uploadId }) => answer('abort', `${objectKey} ${uploadId}`, undefined),
    headObject: (key) => {
      operations.push(`head ${key}`)
      return Promise.reject(refusals.head ?? new AppError('object.notFound'))
    },
    listObjects: ({ prefix, maxKeys }) =>
      answer('list', `${prefix ?? ''} ${String(maxKeys)}`, { objects: [], commonPrefixes: [] }),
  }
  // The check uses these four and no other.
  return { client: calls as OssClient, operations }
}

const check = async (refusals: Parameters<typeof scriptedClient>[0] = {}) => {
  const { client, operations } = scriptedClient(refusals)
  const report = await checkAccount({ client, folder: 'in/', uniqueName: 'x1', signal: new AbortController().signal })
  const results = report.checks.map(({ check, result, error }) => `${check} ${error?.code ?? result}`)
  return { ...report, results, operations }
}
const denied = () => new AppError('auth.denied')

describe('account check', () => {
  it('takes back what it started and stays in the folder', async () => {
    const { canSend, results, operations } = await check()
    expect([canSend, results]).toEqual([true, ['reach ok', 'key ok', 'write ok', 'read ok', 'list ok']])
    expect(operations).toEqual([
      'initiate in/.oss-courier-check-x1',
      'abort in/.oss-courier-check-x1 U1',
      'head in/.oss-courier-check-x1',
      'list in/ 1',
    ])
  })

  it('is content with a key that may only write, without even the right to abort', async () => {
    const { canSend, results } = await check({ abort: denied(), head: denied(), list: denied() })
    expect(canSend).toBe(true)
    expect(results).toEqual(['reach ok', 'key ok', 'write ok', 'read auth.denied', 'list auth.denied'])
  })

  it('says when a key may look but not write', async () => {
    const { canSend, results } = await check({ initiate: denied() })
    expect([canSend, results]).toEqual([false, ['reach ok', 'key ok', 'write auth.denied', 'read ok', 'list ok']])
  })

  it.each<ErrorCode>(['auth.signatureMismatch', 'auth.unknownKey', 'auth.tokenExpired', 'auth.accountDisabled'])(
    'tries nothing more with a key that is refused: %s',
    async (code) => {
      const { canSend, results, operations } = await check({ initiate: new AppError(code) })
      expect(canSend).toBe(false)
      expect(results).toEqual(['reach ok', `key ${code}`, 'write notTried', 'read notTried', 'list notTried'])
      expect(operations).toHaveLength(1)
    },
  )

  it.each<ErrorCode>(['net.hostNotFound', 'endpoint.publicForbidden', 'bucket.notFound', 'server.error', 'internal'])(
    'stops where the bucket is not reached: %s',
    async (code) => {
      const { results } = await check({ initiate: new AppError(code) })
      expect(results[0]).toBe(`reach ${code}`)
      expect(results.slice(1).every((line) => line.endsWith(' notTried'))).toBe(true)
    },
  )

  it('offers the right region when the chosen one is wrong', async () => {
    const wrong = new AppError('bucket.wrongRegion', { params: { bucket: 'b', region: 'cn-shanghai' } })
    expect((await check({ initiate: wrong })).suggestedRegion).toBe('cn-shanghai')
  })

  it('gives up in time', async () => {
    const late = new DOMException('late', 'TimeoutError')
    expect((await check({ initiate: late })).results[0]).toBe('reach net.timeout')
  })
})
