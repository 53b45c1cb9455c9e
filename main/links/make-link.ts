// Upload links: what was asked for, held to OSS's limits, and signed.
import { AppError } from '../../shared/errors.ts'
import type { LinkRequest, LinkView } from '../../shared/model/link.ts'
import { presignFor } from '../oss/sign-v4.ts'
import type { PresignedUrl } from '../oss/sign-v4.ts'
import type { Credentials, OssTarget } from '../oss/types.ts'
import { linkKey } from './link-key.ts'
import { listedHeaders, policyHeaders } from './policy-headers.ts'
import { validitySeconds } from './validity.ts'

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

/** Everything of a link but its key: what all links of one policy share. */
type Signing = {
  shared: Pick<LinkView, 'madeAtMs' | 'expiresAtMs' | 'cappedBy' | 'headers'>
  sign: (objectKey: string) => PresignedUrl
}

function signingFor(policy: Policy, facts: SigningFacts, madeAtMs: number): Signing {
  const { expiresSeconds, cappedBy } = validitySeconds(policy.validity, { ...facts, nowMs: madeAtMs })
  const { headers, additionalHeaders } = policyHeaders(policy)
  const put = { method: 'PUT' as const, query: {}, headers }
  const options = { expiresSeconds, additionalHeaders }
  return {
    shared: {
      madeAtMs,
      expiresAtMs: madeAtMs + expiresSeconds * 1000,
      ...(cappedBy === undefined ? {} : { cappedBy }),
      headers: listedHeaders(headers),
    },
    sign: presignFor(put, facts.target, facts.credentials, new Date(madeAtMs), options),
  }
}

/** Makes links that share what they can. */
function createMaker(facts: SigningFacts): (request: LinkRequest, linkId: string) => LinkView {
  // x-oss-date has whole seconds, and the validity counts from there.
  const madeAtMs = Math.floor(facts.nowMs / 1000) * 1000
  const known = new Map<string, Signing | AppError>()

  function learn(policy: Policy): Signing | AppError {
    try {
      return signingFor(policy, facts, madeAtMs)
    } catch (error) {
      if (error instanceof AppError) return error
      throw error
    }
  }

  function signing(policy: Policy): Signing {
    const name = JSON.stringify(policy)
    const found = known.get(name) ?? learn(policy)
    known.set(name, found)
    if (found instanceof AppError) throw found
    return found
  }

  return ({ accountId, objectKey: typed, forWhom, kind: _kind, ...policy }, linkId) => {
    const objectKey = linkKey(typed, facts.folder)
    const { shared, sign } = signing(policy)
    const { url } = sign(objectKey)
    // The contract's schema checks the ids on their way out.
    return { linkId: linkId as LinkView['linkId'], accountId, objectKey, forWhom, kind: 'put', url, ...shared }
  }
}

/**
 * Throws what linkKey, validitySeconds and policyHeaders throw: each says what to change. `multipart` is made by
 * main/links/kit, which takes the same policy.
 */
export const makeLink = (request: LinkRequest, facts: LinkFacts): LinkView => createMaker(facts)(request, facts.linkId)

/** One answer for each request, in order; all are for the account `facts` are of. Links of one policy share its headers. */
export function makeLinks(requests: readonly LinkRequest[], { newId, ...facts }: BatchFacts): (LinkView | AppError)[] {
  const make = createMaker(facts)
  return requests.map((request) => {
    try {
      return make(request, newId())
    } catch (error) {
      if (error instanceof AppError) return error
      throw error
    }
  })
}
