// The policy of a PostObject form: base64 JSON that says what the form may hold, signed as it stands.
import * as z from 'zod'
import { signatureOf } from './canonical.ts'
import { maxSkewMs, parseV4Date } from './clock.ts'
import { findKey, isSameSignature, type PracticeKey } from './keys.ts'
import { invalidArgument, Refusal } from './refusal.ts'
import { invalidRegion, parseCredential } from './scope.ts'

const length = z.int().nonnegative()
const condition = z.union([
  z.tuple([z.literal('content-length-range'), length, length]),
  z.tuple([z.enum(['eq', 'starts-with']), z.string(), z.string()]),
  z.tuple([z.enum(['in', 'not-in']), z.string(), z.array(z.string())]),
  z.record(z.string(), z.string()),
])
const policySchema = z.object({ expiration: z.iso.datetime(), conditions: z.array(condition) })

export type Policy = z.infer<typeof policySchema>
export type FormField = (name: string) => string | undefined

const denied = (message: string): Refusal =>
  new Refusal(403, 'AccessDenied', `Invalid according to Policy: ${message}`, { ec: '0002-00000042' })

function parsePolicy(base64: string): Policy {
  try {
    return policySchema.parse(JSON.parse(Buffer.from(base64, 'base64').toString('utf8')))
  } catch {
    throw new Refusal(400, 'InvalidPolicyDocument', 'Invalid Policy: the policy is not valid JSON of the known form.')
  }
}

/** Who signed the form, and under which policy. Throws Refusal unless the signature holds. */
export function authenticateForm(
  field: FormField,
  world: { keys: readonly PracticeKey[]; nowMs: number; bucketRegion: string },
): { key: PracticeKey; policy: Policy } {
  const encoded = field('policy')
  if (encoded === undefined || field('x-oss-signature') === undefined) {
    if (field('Signature') !== undefined) throw invalidArgument('The practice server takes V4 forms only.')
    throw new Refusal(403, 'AccessDenied', 'You have no right to access this object because of bucket acl.')
  }
  if (field('x-oss-signature-version') !== 'OSS4-HMAC-SHA256') {
    throw invalidArgument('x-oss-signature-version must be OSS4-HMAC-SHA256.')
  }
  const date = field('x-oss-date') ?? ''
  const dateMs = parseV4Date(date)
  if (dateMs === undefined) throw invalidArgument('x-oss-date must look like 20260305T083015Z.')
  const credential = parseCredential(field('x-oss-credential') ?? '', date)
  const key = findKey(world.keys, credential.accessKeyId, field('x-oss-security-token'), world.nowMs)
  if (credential.region !== world.bucketRegion) throw invalidRegion(credential.region)
  const signature = field('x-oss-signature') ?? ''
  if (!isSameSignature(signature, signatureOf(key.accessKeySecret, credential.scope, encoded))) {
    const message = 'The request signature we calculated does not match the signature you provided.'
    throw new Refusal(403, 'SignatureDoesNotMatch', message, {
      ec: '0002-00000201',
      details: { OSSAccessKeyId: key.accessKeyId, SignatureProvided: signature, StringToSign: encoded },
    })
  }
  const policy = parsePolicy(encoded)
  if (world.nowMs > Date.parse(policy.expiration)) throw denied('Policy expired.')
  if (dateMs - world.nowMs > maxSkewMs) throw denied('x-oss-date is in the future.')
  return { key, policy }
}

// As OSS documents them, these have to be pinned by the policy itself.
const pinned = ['x-oss-signature-version', 'x-oss-credential', 'x-oss-date']

/** One condition as operator, field name and operand. */
function read(entry: Policy['conditions'][number]): { operator: string; name: string; operand: unknown }[] {
  if (!Array.isArray(entry)) {
    return Object.entries(entry).map(([name, operand]) => ({ operator: 'eq', name, operand }))
  }
  const [operator, name, operand] = entry
  return operator === 'content-length-range' ? [] : [{ operator, name: String(name).replace(/^\$/, ''), operand }]
}

function holds(operator: string, operand: unknown, value: string | undefined): boolean {
  if (value === undefined) return false
  if (operator === 'eq') return value === operand
  if (operator === 'starts-with') return typeof operand === 'string' && value.startsWith(operand)
  const isListed = Array.isArray(operand) && operand.includes(value)
  return operator === 'in' ? isListed : !isListed
}

/** Refuses a form that breaks its policy. `field` gives the final values: `bucket` too, and `key` with the file's name in. */
export function checkPolicy(policy: Policy, field: FormField): void {
  const conditions = policy.conditions.flatMap(read)
  const unpinned = pinned.find((name) => !conditions.some((each) => each.name === name))
  if (unpinned !== undefined) throw denied(`the policy does not name ${unpinned}.`)
  for (const { operator, name, operand } of conditions) {
    if (holds(operator, operand, field(name))) continue
    throw denied(`Policy Condition failed: ${JSON.stringify([operator, `$${name}`, operand])}`)
  }
}

/** The sizes allowed for the file, in bytes. */
export function sizeRange(policy: Policy): { min: number; max: number } {
  const ranges = policy.conditions.flatMap((entry) =>
    Array.isArray(entry) && entry[0] === 'content-length-range' ? [{ min: entry[1], max: entry[2] }] : [],
  )
  return {
    min: Math.max(0, ...ranges.map(({ min }) => min)),
    max: Math.min(Infinity, ...ranges.map(({ max }) => max)),
  }
}
