// Upload links: what was asked for, held to OSS's limits, and signed.
import { AppError } from '../../shared/errors.ts'
import type { LinkRequest, LinkView } from '../../shared/model/link.ts'
import { presignFor } from '../oss/sign-v4.ts'
import type { PresignedUrl } from '../oss/sign-v4.ts'
import type { Credentials, OssTarget } from '../oss/types.ts'
import { linkKey } from './link-key.ts'
import { listedHeaders, policyHeaders } from './policy-headers.ts'
import { validitySeconds } from './validity.ts'
import type { Term } from './validity.ts'

/** Of one account at one moment. */
export type SigningFacts = {
  /** The account's folder: empty, or ending in `/`. */
  folder: string
  target: OssTarget
  credentials: Credentials
  /** When temporary credentials end, if that is known. */
  tokenExpiresAtMs?: number
  /** Now, by the server's clock as far as it is known: a link signed with a wrong clock would be refused. */
  nowMs: number
}

export type LinkFacts = SigningFacts & { linkId: string }
export type BatchFacts = SigningFacts & { newId: () => string }

type Policy = Omit<LinkRequest, 'accountId' | 'objectKey' | 'forWhom' | 'kind'>
type Signing = { term: Term; headers: LinkView['headers']; sign: (objectKey: string) => PresignedUrl }

/** x-oss-date has whole seconds, and the validity counts from there. */
const wholeSecond = (atMs: number): number => Math.floor(atMs / 1000) * 1000

/** Everything of a link but its key. */
function signingFor(policy: Policy, facts: SigningFacts, madeAtMs: number): Signing {
  const term = validitySeconds(policy.validity, { ...facts, nowMs: madeAtMs })
  const { headers, additionalHeaders } = policyHeaders(policy)
  const options = { expiresSeconds: term.expiresSeconds, additionalHeaders }
  const put = { method: 'PUT' as const, query: {}, headers }
  const sign = presignFor(put, facts.target, facts.credentials, new Date(madeAtMs), options)
  return { term, headers: listedHeaders(headers), sign }
}

/** Signings by policy: in a batch most links share one. */
type Known = Map<string, Signing | AppError>

function knownSigning(policy: Policy, facts: SigningFacts, madeAtMs: number, known: Known): Signing {
  const name = JSON.stringify(policy)
  let found = known.get(name)
  if (found === undefined) {
    try {
      found = signingFor(policy, facts, madeAtMs)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      found = error
    }
    known.set(name, found)
  }
  if (found instanceof AppError) throw found
  return found
}

function linkOf(request: LinkRequest, facts: LinkFacts, madeAtMs: number, known: Known): LinkView {
  const { accountId, objectKey: typed, forWhom, kind: _kind, ...policy } = request
  const objectKey = linkKey(typed, facts.folder)
  const { term, headers, sign } = knownSigning(policy, facts, madeAtMs, known)
  return {
    // The contract's schema checks the ids on their way out.
    linkId: facts.linkId as LinkView['linkId'],
    accountId,
    objectKey,
    forWhom,
    kind: 'put',
    url: sign(objectKey).url,
    madeAtMs,
    expiresAtMs: madeAtMs + term.expiresSeconds * 1000,
    ...(term.cappedBy === undefined ? {} : { cappedBy: term.cappedBy }),
    headers,
  }
}

/**
 * Throws what linkKey, validitySeconds and policyHeaders throw: each says what to change. `multipart` is made by
 * main/links/kit, which takes the same policy.
 */
export const makeLink = (request: LinkRequest, facts: LinkFacts): LinkView =>
  linkOf(request, facts, wholeSecond(facts.nowMs), new Map())

/** One answer for each request, in order; all are for the account `facts` are of. Links of one policy share its headers. */
export function makeLinks(requests: readonly LinkRequest[], { newId, ...facts }: BatchFacts): (LinkView | AppError)[] {
  const madeAtMs = wholeSecond(facts.nowMs)
  const known: Known = new Map()
  return requests.map((request) => {
    try {
      return linkOf(request, { ...facts, linkId: newId() }, madeAtMs, known)
    } catch (error) {
      if (error instanceof AppError) return error
      throw error
    }
  })
}
