// May this request do what it asks? Everything that is decided before its body is read.
import type { IncomingMessage } from 'node:http'
import { authenticate, type Signer } from './authenticate.ts'
import { createBody } from './body.ts'
import { listBuckets } from './buckets.ts'
import { corsRules, preflight } from './cors.ts'
import { queryText, type Answer, type Exchange } from './exchange.ts'
import { requirePermission, tokenExpired } from './keys.ts'
import type { BucketConfig } from './model.ts'
import { requireLegalKey } from './object-options.ts'
import { requireKnown, type Operation } from './operations.ts'
import { invalidArgument, Refusal } from './refusal.ts'
import type { Reading, World } from './reading.ts'
import { isServiceHost } from './target.ts'

export type Admission =
  { kind: 'answered'; answer: Answer } | { kind: 'admitted'; exchange: Exchange; operation: Operation }

const accessDenied = (message: string): Refusal => new Refusal(403, 'AccessDenied', message, { ec: '0003-00000001' })

function requireBucket(world: World, name: string): BucketConfig {
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) {
    const details = { BucketName: name }
    throw new Refusal(400, 'InvalidBucketName', 'The specified bucket is not valid.', { ec: '0015-00000001', details })
  }
  const bucket = world.buckets.find((each) => each.name === name)
  if (bucket) return bucket
  throw new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist.', {
    ec: '0015-00000101',
    details: { BucketName: name },
  })
}

/** Bytes per second, from the bit/s in a header or in the query. */
function trafficLimit({ headers, target }: Reading): number | undefined {
  const inHeader = headers.text('x-oss-traffic-limit')
  const inQuery = target.query.find(({ name }) => name === 'x-oss-traffic-limit')?.value
  const text = inHeader ?? inQuery
  if (text === undefined) return undefined
  const bits = /^\d{1,10}$/.test(text) ? Number(text) : 0
  const isBad = (inHeader !== undefined && inQuery !== undefined) || bits < 819_200 || bits > 838_860_800
  if (isBad) throw invalidArgument('The x-oss-traffic-limit is not valid.', '0004-00000502')
  return bits / 8
}

/** The key that signed, once it has the right. Unsigned readers see public objects only. */
function requireRight(exchange: Exchange, operation: Operation, signer: Signer | undefined): void {
  const { bucket, objectKey, store } = exchange
  if (!signer) {
    const acl = store.object(bucket.name, objectKey)?.options.acl ?? 'default'
    const isPublic = acl.startsWith('public-read') && ['GetObject', 'HeadObject'].includes(operation.name)
    if (isPublic) return
    throw accessDenied('You have no right to access this object because of bucket acl.')
  }
  const isListing = operation.action === 'oss:ListObjects'
  const resource = isListing ? (queryText(exchange, 'prefix') ?? '') : objectKey
  requirePermission(signer.key, operation.action, bucket.name, resource)
}

function answerPreflight(reading: Reading, world: World): Answer {
  const bucket = requireBucket(world, reading.target.bucket ?? '')
  return preflight(corsRules(world.store, bucket), reading.headers)
}

export function admit(reading: Reading, request: IncomingMessage, world: World): Admission {
  const { method, headers, target, fault, requestId } = reading
  if (method === 'OPTIONS') return { kind: 'answered', answer: answerPreflight(reading, world) }
  // A form is signed inside; OSS looks at no other signature of it.
  const isForm = reading.operation?.name === 'PostObject'
  const bucketRegion = world.buckets.find(({ name }) => name === target.bucket)?.region
  const signer = isForm ? undefined : authenticate(reading, { keys: world.keys, nowMs: world.now(), bucketRegion })
  if (fault.tokenExpired) throw tokenExpired()
  const operation = requireKnown(reading.operation, target, headers.text('x-oss-copy-source'))
  if (target.bucket === undefined) {
    if (!signer) throw accessDenied('Anonymous access is forbidden for this operation.')
    requirePermission(signer.key, operation.action, undefined, '')
    return { kind: 'answered', answer: listBuckets(world.buckets) }
  }
  if (isServiceHost(target.hostName)) {
    throw new Refusal(403, 'SecondLevelDomainForbidden', 'Please use virtual hosted style to access.')
  }
  const exchange: Exchange = {
    method,
    target,
    headers,
    body: createBody(request, { fault, bytesPerSecond: trafficLimit(reading), onReadStart: reading.onReadStart }),
    store: world.store,
    bucket: requireBucket(world, target.bucket),
    objectKey: target.objectKey === undefined ? '' : requireLegalKey(target.objectKey),
    signer: signer?.key,
    keys: world.keys,
    requestId,
    now: () => world.now(),
  }
  if (!isForm) requireRight(exchange, operation, signer)
  return { kind: 'admitted', exchange, operation }
}
