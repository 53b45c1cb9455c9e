// Where an account works: what a person typed, held to OSS's rules and brought into one spelling.
import { AppError } from '../../shared/errors.ts'
import type { AccountDraft } from '../../shared/model/account.ts'
import { normalizeObjectKey, objectKeyProblem } from '../../shared/oss/object-key.ts'
import { normalizeRegion } from '../../shared/oss/regions.ts'
import { targetFor } from '../oss/endpoint.ts'
import type { EndpointChoice } from '../oss/endpoint.ts'
import type { OssTarget } from '../oss/types.ts'

export type Place = {
  name: string
  region: string
  bucket: string
  folder: string
  endpointKind: EndpointChoice['kind']
  customDomain?: string
}

/** Empty for the whole bucket, else without a slash in front and with one at the end. */
export function normalizeFolder(text: string): string {
  const inner = normalizeObjectKey(
    text
      .trim()
      .replace(/^[/\\]+/, '')
      .replace(/\/+$/, ''),
  )
  if (inner === '') return ''
  const folder = `${inner}/`
  const problem = objectKeyProblem(folder)
  if (problem !== undefined) throw new AppError('option.invalid', { params: { detail: text } })
  return folder
}

/** Where the requests go. Throws what targetFor throws. */
export const targetOf = ({ endpointKind, region, bucket, customDomain }: Place): OssTarget =>
  targetFor({ kind: endpointKind, region, bucket, ...(customDomain === undefined ? {} : { customDomain }) })

/**
 * Throws `bucket.invalidName`, `region.invalid`, `endpoint.invalidHost`, `option.invalid` for the folder, or
 * `endpoint.plainHttp`: over plain http everyone on the way could read the files and use the links.
 */
export function checkPlace(
  typed: Omit<AccountDraft, 'accessKeyId' | 'accessKeySecret' | 'securityToken' | 'tokenExpiresAtMs'>,
): Place {
  const place: Place = {
    name: typed.name,
    region: normalizeRegion(typed.region),
    bucket: typed.bucket,
    folder: normalizeFolder(typed.folder),
    endpointKind: typed.endpointKind,
    ...(typed.endpointKind === 'custom' ? { customDomain: typed.customDomain ?? '' } : {}),
  }
  const { endpoint } = targetOf(place)
  if (endpoint.protocol === 'http:' && !isOnOwnNetwork(endpoint.host)) {
    throw new AppError('endpoint.plainHttp', { params: { host: endpoint.host } })
  }
  return place
}

const ownNetworks = [
  /^localhost$/,
  /\.localhost$/,
  /^127\.\d+\.\d+\.\d+$/,
  /^10\.\d+\.\d+\.\d+$/,
  /^192\.168\.\d+\.\d+$/,
  /^172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+$/,
  /^169\.254\.\d+\.\d+$/,
  /^\[::1\]$/,
  /^\[f[cd][0-9a-f]{2}:/,
  /^\[fe[89ab][0-9a-f]:/,
]

/** This computer, or an address of a private network (RFC 1918, 3927, 4193): servers of one's own. */
export function isOnOwnNetwork(host: string): boolean {
  const name = host.replace(/:\d+$/, '')
  return ownNetworks.some((pattern) => pattern.test(name))
}
