// Where the requests for one bucket go, from what a person chose or typed.
import { AppError } from '../../shared/errors.ts'
import { isBucketName } from '../../shared/oss/bucket-name.ts'
import { findRegion, isRegionId } from '../../shared/oss/regions.ts'
import type { Endpoint, OssTarget } from './types.ts'

export type EndpointChoice = {
  kind: 'public' | 'internal' | 'accelerate' | 'accelerateOverseas' | 'dualStack' | 'custom'
  region: string
  bucket: string
  /** Only with `custom`: `host[:port]`, https unless `http://` is written. */
  customDomain?: string
  /** Only with `custom`: address the bucket in the path, as local test servers under a name want it. */
  pathStyle?: boolean
}

const hostOf: Record<Exclude<EndpointChoice['kind'], 'custom'>, (region: string) => string> = {
  public: (region) => findRegion(region)?.publicHost ?? `oss-${region}.aliyuncs.com`,
  internal: (region) => findRegion(region)?.internalHost ?? `oss-${region}-internal.aliyuncs.com`,
  accelerate: () => 'oss-accelerate.aliyuncs.com',
  accelerateOverseas: () => 'oss-accelerate-overseas.aliyuncs.com',
  dualStack: (region) => `${region}.oss.aliyuncs.com`,
}

const invalidHost = (host: string): AppError => new AppError('endpoint.invalidHost', { params: { host } })

/** A host alone, with or without scheme and port. Anything after it, or a login before it, is refused. */
function parseHost(text: string): URL {
  const typed = text.trim()
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`
  // URL forgives spaces inside, backslashes and a missing host; none of them is a host a person meant.
  if (/[\s\\@?#]/.test(typed) || !URL.canParse(address)) throw invalidHost(typed)
  const url = new URL(address)
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  if (!isWeb || url.pathname !== '/' || url.hostname === '') throw invalidHost(typed)
  return url
}

/** IP addresses and localhost cannot carry the bucket in their name. */
const needsPathStyle = (hostname: string): boolean =>
  hostname === 'localhost' || hostname.startsWith('[') || /^\d+(?:\.\d+){3}$/.test(hostname)

function customEndpoint({ bucket, customDomain = '', pathStyle = false }: EndpointChoice): Endpoint {
  const url = parseHost(customDomain)
  const protocol = url.protocol === 'http:' ? 'http:' : 'https:'
  if (pathStyle || needsPathStyle(url.hostname)) return { protocol, host: url.host, style: 'path' }
  if (!url.hostname.endsWith('.aliyuncs.com')) return { protocol, host: url.host, style: 'cname' }
  // OSS's own hosts get pasted here too, with the bucket in front or without.
  const host = url.hostname.startsWith(`${bucket}.`) ? url.host : `${bucket}.${url.host}`
  return { protocol, host, style: 'virtual' }
}

/** Throws `bucket.invalidName`, `region.invalid` or `endpoint.invalidHost`. */
export function endpointFor(choice: EndpointChoice): Endpoint {
  const { kind, region, bucket } = choice
  if (!isBucketName(bucket)) throw new AppError('bucket.invalidName', { params: { bucket } })
  if (!isRegionId(region)) throw new AppError('region.invalid', { params: { region } })
  if (kind === 'custom') return customEndpoint(choice)
  return { protocol: 'https:', host: `${bucket}.${hostOf[kind](region)}`, style: 'virtual' }
}

/** The endpoint with the bucket and region that go into signatures. Throws as endpointFor. */
export const targetFor = (choice: EndpointChoice): OssTarget => ({
  bucket: choice.bucket,
  region: choice.region,
  endpoint: endpointFor(choice),
})
