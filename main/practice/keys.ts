import { timingSafeEqual } from 'node:crypto'
import { Refusal } from './refusal.ts'

/** What a key may do. A key without permissions listed may do everything. */
export type Permission = {
  /** RAM actions: `oss:PutObject`, `oss:Get*`, `oss:*`. */
  actions: readonly string[]
  /** Object keys, or listing prefixes, that begin so. */
  prefix?: string
  bucket?: string
}

export type PracticeKey = {
  accessKeyId: string
  accessKeySecret: string
  /** Makes it a temporary (STS) key, of no use without this token. */
  securityToken?: string
  /** When the token ends. */
  expiresAtMs?: number
  allow?: readonly Permission[]
}

const isEqual = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

export const isSameSignature = (given: string, computed: string): boolean => isEqual(given.toLowerCase(), computed)

export const tokenExpired = (): Refusal =>
  new Refusal(403, 'SecurityTokenExpired', 'The security token you provided has expired.', { ec: '0002-00000069' })

/** The key with this ID, once the security token fits it. */
export function findKey(
  keys: readonly PracticeKey[],
  accessKeyId: string,
  securityToken: string | undefined,
  nowMs: number,
): PracticeKey {
  const key = keys.find((candidate) => candidate.accessKeyId === accessKeyId)
  const isTemporary = key?.securityToken !== undefined
  // Real OSS says of a temporary key without its token that it does not know the key.
  if (!key || (isTemporary && securityToken === undefined)) {
    const message = 'The OSS Access Key Id you provided does not exist in our records.'
    throw new Refusal(403, 'InvalidAccessKeyId', message, {
      ec: '0002-00000902',
      details: { OSSAccessKeyId: accessKeyId },
    })
  }
  if (securityToken !== undefined && !isEqual(securityToken, key.securityToken ?? '')) {
    const isAnothers = keys.some((other) => other.securityToken === securityToken)
    throw isAnothers
      ? new Refusal(
          403,
          'AccessKeyIdAndSecurityTokenNotMatch',
          'The access key ID and the security token do not match.',
        )
      : new Refusal(403, 'InvalidSecurityToken', 'The security token you provided is invalid.')
  }
  if (key.expiresAtMs !== undefined && nowMs >= key.expiresAtMs) throw tokenExpired()
  return key
}

const matches = (pattern: string, action: string): boolean =>
  pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action

const isAllowed = (key: PracticeKey, action: string, bucket: string | undefined, resource: string): boolean =>
  !key.allow ||
  key.allow.some(
    (permission) =>
      permission.actions.some((pattern) => matches(pattern, action)) &&
      (permission.bucket === undefined || permission.bucket === bucket) &&
      resource.startsWith(permission.prefix ?? ''),
  )

/** Refuses unless the key may do the action. `resource` is the object key, or the prefix of a listing. */
export function requirePermission(
  key: PracticeKey,
  action: string,
  bucket: string | undefined,
  resource: string,
): void {
  if (isAllowed(key, action, bucket, resource)) return
  throw new Refusal(403, 'AccessDenied', 'You have no right to access this object because of bucket acl.', {
    ec: '0003-00000001',
    details: {
      AccessDeniedDetail: {
        AuthAction: action,
        AuthResource: `acs:oss:*:*:${bucket ?? '*'}${resource === '' ? '' : `/${resource}`}`,
        NoPermissionType: 'ImplicitDeny',
      },
    },
  })
}
