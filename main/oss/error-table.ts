// OSS's error codes in our words: the one table. First rule that fits wins.
import type { ErrorCode } from '../../shared/errors.ts'

/** What a rule may look at. The message is matched only where OSS gives one code to very different things. */
export type ErrorSigns = { status: number; ossCode: string; message: string; hasEndpoint: boolean }

export type ErrorRule = {
  ossCodes: readonly string[]
  when?: (signs: ErrorSigns) => boolean
  code: ErrorCode
  /** Beyond what the status says: 5xx, 408 and 429 are retryable whatever the code. */
  isRetryable?: true
}

const says =
  (pattern: RegExp) =>
  ({ message }: ErrorSigns): boolean =>
    pattern.test(message)

export const errorRules: readonly ErrorRule[] = [
  { ossCodes: ['SignatureDoesNotMatch'], code: 'auth.signatureMismatch' },
  { ossCodes: ['InvalidAccessKeyId'], code: 'auth.unknownKey' },
  { ossCodes: ['SecurityTokenExpired'], code: 'auth.tokenExpired' },
  { ossCodes: ['InvalidSecurityToken'], when: says(/expired/i), code: 'auth.tokenExpired' },
  { ossCodes: ['InvalidSecurityToken', 'AccessKeyIdAndSecurityTokenNotMatch'], code: 'auth.tokenInvalid' },
  {
    ossCodes: ['UserDisable', 'InDebt', 'InDebtOverdue', 'BucketDisable', 'AbnormalBucketOwnerStatus'],
    code: 'auth.accountDisabled',
  },
  { ossCodes: ['RequestTimeTooSkewed'], code: 'clock.skewed' },

  { ossCodes: ['AccessDenied'], when: says(/request has expired/i), code: 'link.expired' },
  { ossCodes: ['AccessDenied'], when: ({ hasEndpoint }) => hasEndpoint, code: 'bucket.wrongRegion' },
  // The same without naming the right endpoint: then only the wrong region can be named.
  { ossCodes: ['AccessDenied'], when: says(/using the specified endpoint/i), code: 'region.mismatch' },
  { ossCodes: ['AccessDenied'], when: says(/\bkms\b/i), code: 'option.kmsOff' },
  // The rule of March 2025 for new accounts in mainland China; its wording is not documented, so this reads broadly.
  {
    ossCodes: ['AccessDenied'],
    when: says(/(?:public|default).{0,40}(?:endpoint|domain)/i),
    code: 'endpoint.publicForbidden',
  },
  // The same rule under its own name (400, EC 0048-00000401).
  { ossCodes: ['PublicEndpointForbidden'], code: 'endpoint.publicForbidden' },
  { ossCodes: ['AccessForbidden'], when: says(/CORSResponse/i), code: 'cors.denied' },
  { ossCodes: ['AccessDenied', 'AccessForbidden', 'BucketNotBelongTo'], code: 'auth.denied' },

  { ossCodes: ['NoSuchBucket'], code: 'bucket.notFound' },
  { ossCodes: ['InvalidBucketName'], code: 'bucket.invalidName' },
  {
    ossCodes: ['SecondLevelDomainForbidden', 'NonStandardHostForbidden', 'CnameDenied'],
    code: 'endpoint.refused',
  },
  { ossCodes: ['TransferAccelerationDisabled'], code: 'endpoint.accelerationOff' },
  { ossCodes: ['InvalidArgument'], when: says(/invalid signing region/i), code: 'region.mismatch' },

  { ossCodes: ['NoSuchKey'], code: 'object.notFound' },
  { ossCodes: ['FileAlreadyExists'], code: 'object.exists' },
  { ossCodes: ['FileImmutable'], code: 'object.immutable' },
  { ossCodes: ['InvalidObjectState'], code: 'object.archived' },
  { ossCodes: ['InvalidObjectName'], code: 'object.invalidKey' },

  { ossCodes: ['NoSuchUpload'], code: 'upload.notFound' },
  { ossCodes: ['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall'], code: 'upload.partRejected' },
  { ossCodes: ['EntityTooLarge'], code: 'upload.tooLarge' },
  { ossCodes: ['InvalidDigest'], code: 'upload.digestMismatch' },
  // Answered with 400, yet they say that the connection was cut or too slow, as 408 does.
  { ossCodes: ['IncompleteBody', 'RequestTimeout'], code: 'upload.incompleteBody', isRetryable: true },

  { ossCodes: ['KmsServiceNotEnabled'], code: 'option.kmsOff' },
  {
    ossCodes: ['InvalidArgument', 'InvalidEncryptionAlgorithmError', 'InvalidStorageClass', 'InvalidTag'],
    code: 'option.invalid',
  },
  { ossCodes: ['CallbackFailed'], code: 'callback.failed' },

  {
    ossCodes: [
      'ServiceUnavailable',
      'UploadTrafficRateLimitExceeded',
      'DownloadTrafficRateLimitExceeded',
      'TotalQpsLimitExceeded',
      'QpsLimitExceeded',
      'ActiveRequestLimitExceeded',
      'MetaOperationQpsLimitExceeded',
    ],
    code: 'server.busy',
    isRetryable: true,
  },
  { ossCodes: ['InternalError'], code: 'server.error', isRetryable: true },
]
