// What a key may do in its bucket, tried without leaving anything there.
import { AppError, toShape } from '../../shared/errors.ts'
import type { ErrorCode, ErrorShape } from '../../shared/errors.ts'
import type { AccountCheck, AccountReport } from '../../shared/model/account.ts'
import type { OssClient } from '../oss/client.ts'

type Options = {
  client: OssClient
  /** The account's folder: empty, or ending in `/`. A key may be allowed to write only there. */
  folder: string
  /** Part of the names tried, so that nobody's object is met. */
  uniqueName: string
  signal: AbortSignal
}

/** OSS answered, but does not take the key. Codes starting with `net.`, `endpoint.` or `bucket.` mean it was not reached. */
const keyRefused: ReadonlySet<ErrorCode> = new Set([
  'auth.accountDisabled',
  'auth.signatureMismatch',
  'auth.tokenExpired',
  'auth.tokenInvalid',
  'auth.unknownKey',
  'clock.skewed',
])
/** OSS took the key and refused the deed. */
const deedRefused: ReadonlySet<ErrorCode> = new Set(['auth.denied', 'object.invalidKey', 'object.keyTooLong'])

type Attempt = { isOk: true } | { isOk: false; error: ErrorShape }

async function attempt(work: () => Promise<unknown>): Promise<Attempt> {
  try {
    await work()
    return { isOk: true }
  } catch (error) {
    // The signal's reason is the time limit of the whole check.
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return { isOk: false, error: isLate ? new AppError('net.timeout', { params: { host: '' } }).shape : toShape(error) }
  }
}

const ok = (check: AccountCheck['check']): AccountCheck => ({ check, result: 'ok' })
const no = (check: AccountCheck['check'], error: ErrorShape): AccountCheck => ({ check, result: 'no', error })
const notTried = (...names: AccountCheck['check'][]): AccountCheck[] =>
  names.map((check) => ({ check, result: 'notTried' }))

/**
 * Starts a multipart upload and takes it back: needs oss:PutObject alone and makes no object. Where taking it back is
 * not allowed, an empty upload stays until the bucket's own rules remove it; that costs nothing and is not worth a word.
 */
async function tryWrite({ client, folder, uniqueName, signal }: Options): Promise<Attempt> {
  const objectKey = `${folder}.oss-courier-check-${uniqueName}`
  return attempt(async () => {
    const { uploadId } = await client.initiateMultipartUpload(objectKey, {}, { signal })
    await attempt(() => client.abortMultipartUpload({ objectKey, uploadId }, { signal }))
  })
}

/** HEAD of an object that is not there: "not found" is the answer of a bucket that lets us look. */
async function tryRead({ client, folder, uniqueName, signal }: Options): Promise<AccountCheck> {
  const read = await attempt(() => client.headObject(`${folder}.oss-courier-check-${uniqueName}`, { signal }))
  return read.isOk || read.error.code === 'object.notFound' ? ok('read') : no('read', read.error)
}

async function tryList({ client, folder, signal }: Options): Promise<AccountCheck> {
  const list = await attempt(() => client.listObjects({ prefix: folder, maxKeys: 1 }, { signal }))
  return list.isOk ? ok('list') : no('list', list.error)
}

function suggestion({ code, params }: ErrorShape): Pick<AccountReport, 'suggestedRegion'> {
  const region = params['region']
  return code === 'bucket.wrongRegion' && typeof region === 'string' && region !== '' ? { suggestedRegion: region } : {}
}

/** Never throws. An account can send when it may write; reading and listing are conveniences. */
export async function checkAccount(options: Options): Promise<AccountReport> {
  const write = await tryWrite(options)
  if (!write.isOk) {
    const { error } = write
    if (keyRefused.has(error.code)) {
      const checks = [ok('reach'), no('key', error), ...notTried('write', 'read', 'list')]
      return { canSend: false, checks }
    }
    if (!deedRefused.has(error.code)) {
      const checks = [no('reach', error), ...notTried('key', 'write', 'read', 'list')]
      return { canSend: false, checks, ...suggestion(error) }
    }
  }
  const checks = [
    ok('reach'),
    ok('key'),
    write.isOk ? ok('write') : no('write', write.error),
    await tryRead(options),
    await tryList(options),
  ]
  return { canSend: write.isOk, checks }
}
