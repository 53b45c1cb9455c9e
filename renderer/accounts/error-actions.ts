// How serious each error is, and what the app can offer to do about it at once. Words are in the errors catalogue.
import type { ErrorCode } from '../../shared/errors.ts'

/** `wait` passes by itself; `question` needs a choice; `problem` needs a person to change something. */
export type Severity = 'wait' | 'question' | 'problem'

/**
 * `switchRegion`: to params.region. `enterSecret`, `edit`, `useOwnDomain`, `usePublic`: open the account's form.
 * `network`: open how to reach the internet. `askAdmin`: copy a request with the smallest policy. `retry`: the same again. `decide`: keep both, skip or replace.
 */
export type ErrorAction =
  'switchRegion' | 'enterSecret' | 'edit' | 'useOwnDomain' | 'usePublic' | 'askAdmin' | 'network' | 'retry' | 'decide'

export type ErrorAdvice = { severity: Severity; action?: ErrorAction }

const problem: ErrorAdvice = { severity: 'problem' }
const retry: ErrorAdvice = { severity: 'problem', action: 'retry' }
const edit: ErrorAdvice = { severity: 'problem', action: 'edit' }
const enterSecret: ErrorAdvice = { severity: 'problem', action: 'enterSecret' }
const network: ErrorAdvice = { severity: 'problem', action: 'network' }
const wait: ErrorAdvice = { severity: 'wait', action: 'retry' }

export const errorAdvice: Readonly<Record<ErrorCode, ErrorAdvice>> = {
  'account.changed': retry,
  'account.notFound': problem,
  'account.partsLeft': problem,
  'account.removed': problem,
  'account.secretMissing': enterSecret,
  'account.secretUnreadable': enterSecret,
  'account.nameTaken': edit,
  'auth.accountDisabled': problem,
  'auth.denied': { severity: 'problem', action: 'askAdmin' },
  'auth.signatureMismatch': enterSecret,
  'auth.tokenExpired': enterSecret,
  'auth.tokenInvalid': enterSecret,
  'auth.unknownKey': enterSecret,
  'bucket.invalidName': edit,
  'bucket.notFound': edit,
  'bucket.wrongRegion': { severity: 'problem', action: 'switchRegion' },
  'callback.failed': problem,
  'clock.skewed': retry,
  'cors.denied': problem,
  'cors.tooManyRules': problem,
  'endpoint.accelerationOff': { severity: 'problem', action: 'usePublic' },
  'endpoint.invalidHost': edit,
  'endpoint.notOss': edit,
  'endpoint.plainHttp': edit,
  'endpoint.publicForbidden': { severity: 'problem', action: 'useOwnDomain' },
  'endpoint.refused': edit,
  'file.changed': retry,
  'file.duplicateKey': { severity: 'question', action: 'decide' },
  'file.notFound': retry,
  'file.notSaved': problem,
  'file.special': problem,
  'file.unreadable': retry,
  'folder.notRead': retry,
  'folder.unreadable': retry,
  internal: retry,
  'ipc.badInput': problem,
  'ipc.untrustedSender': problem,
  'kit.ended': problem,
  'kit.partsMissing': problem,
  'link.callback': problem,
  'link.cannotClose': problem,
  'link.expired': problem,
  'link.headerValue': problem,
  'link.notByForm': problem,
  'link.notFound': problem,
  'link.pinnedHeader': problem,
  'link.speedLimit': problem,
  'link.tooShort': problem,
  'link.unreadable': problem,
  'net.hostNotFound': retry,
  'net.offline': wait,
  'net.proxyBlocked': network,
  'net.proxyInvalid': network,
  'net.proxyLogin': network,
  'net.proxyLoginKind': network,
  'net.proxyRefused': network,
  'net.refused': retry,
  'net.reset': wait,
  'net.timeout': wait,
  'net.tls': retry,
  'object.archived': problem,
  'object.exists': { severity: 'question', action: 'decide' },
  'object.immutable': problem,
  'object.invalidKey': problem,
  'object.keyTooLong': problem,
  'object.notFound': problem,
  'object.outsideFolder': problem,
  'option.invalid': problem,
  'option.kmsOff': problem,
  'practice.notRunning': retry,
  'region.invalid': edit,
  'region.mismatch': edit,
  'request.failed': retry,
  'server.busy': wait,
  'server.error': wait,
  'upload.checksumMismatch': retry,
  'upload.digestMismatch': retry,
  'upload.incompleteBody': wait,
  'upload.notFound': retry,
  'upload.partRejected': retry,
  'upload.tooLarge': problem,
}

const sendingActions: readonly string[] = ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts']
/** Of what we ask for, all that policies grant on the bucket and not on what is in it. */
const bucketActions: readonly string[] = ['oss:ListMultipartUploads', 'oss:ListObjects', 'oss:GetBucketInfo']

/** The smallest policy with which sending to this place works, and what else was refused, as RAM takes it. */
export function smallestPolicy(bucket: string, folder: string, refused?: string): string {
  const allow = (actions: readonly string[], resource: string) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: [`acs:oss:*:*:${resource}`],
  })
  const isOfBucket = refused !== undefined && bucketActions.includes(refused)
  const more = refused === undefined || isOfBucket || sendingActions.includes(refused) ? [] : [refused]
  const statements = [
    allow([...sendingActions, ...more], `${bucket}/${folder}*`),
    ...(isOfBucket ? [allow([refused], bucket)] : []),
  ]
  return JSON.stringify({ Version: '1', Statement: statements }, null, 2)
}
