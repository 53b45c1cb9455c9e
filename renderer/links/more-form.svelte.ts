// The fields of "Labels, notify a server, and more" while they are edited.
import type { Encryption, ObjectAcl } from '../../shared/model/link.ts'
import { isHeaderText, pinnedProblem } from '../../shared/oss/pinned-headers.ts'
import type { PinnedProblem } from '../../shared/oss/pinned-headers.ts'
import { isTrafficLimit } from '../../shared/oss/traffic-limit.ts'
import { CacheChoice } from '../components/cache-choice.svelte.ts'
import { LabelRows } from '../components/label-rows.svelte.ts'
import type { CheckRows, RowProblem } from '../components/label-rows.svelte.ts'
import { OpeningChoice } from '../components/opening-choice.svelte.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { checkMetadata, checkTags } from '../lib/label-rules.ts'
import { CallbackForm } from './callback-form.svelte.ts'
import { bitsPerMegabyte } from './more-policy.ts'
import type { MorePolicy } from './more-policy.ts'
import { parseUntil, spellLocal } from './validity.ts'

/** Of one upload, and so of one link. */
export const maxExactBytes = 5_000_000_000
/** What OSS takes, in MB/s as the app writes them. */
export const speedLimits = { least: 0.11, most: 104 } as const

const pinnedSentences = (): Record<PinnedProblem, RowProblem> => ({
  name: { name: t('policy.pinned.name') },
  value: { value: t('policy.pinned.value') },
  duplicate: { name: t('send.labelProblemDuplicate') },
  field: { name: t('policy.pinned.field') },
  signing: { name: t('policy.pinned.signing') },
  client: { name: t('policy.pinned.client') },
  refused: { name: t('policy.pinned.refused') },
})

const checkPinned: CheckRows = (rows) => {
  const good: Record<string, string> = {}
  return rows.map(({ name, value }) => {
    if (Object.hasOwn(good, name)) return { name: t('send.labelProblemDuplicate') }
    const found = pinnedProblem({ ...good, [name]: value })
    if (found) return pinnedSentences()[found.problem]
    good[name] = value
    return undefined
  })
}

const parseWhole = (text: string): number => {
  const digits = text.replace(/[\s,.'’_]/g, '')
  return /^\d{1,12}$/.test(digits) ? Number(digits) : Number.NaN
}
const parseDecimal = (text: string): number => {
  const number = text.trim().replace(',', '.')
  return /^\d{1,4}(?:\.\d{1,4})?$/.test(number) ? Number(number) : Number.NaN
}

export type EncryptionChoice = 'unset' | Encryption['kind']

export class MoreForm {
  readonly metadata: LabelRows
  readonly tags: LabelRows
  readonly opening: OpeningChoice
  readonly cache: CacheChoice
  readonly pinned: LabelRows
  readonly callback: CallbackForm
  encoding = $state('')
  /** As a datetime-local input spells it. */
  expires = $state('')
  acl = $state<ObjectAcl | 'unset'>('unset')
  encryption = $state<EncryptionChoice>('unset')
  keyId = $state('')
  /** Bytes, as typed. */
  size = $state('')
  /** MB/s, as typed. */
  speed = $state('')
  readonly #kept: MorePolicy

  readonly encodingProblem = $derived(
    this.encoding.trim() === '' || /^[a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*$/i.test(this.encoding.trim())
      ? undefined
      : t('policy.needEncoding'),
  )
  readonly keyIdProblem = $derived(
    this.encryption !== 'KMS' || this.keyId.trim() === '' || isHeaderText(this.keyId)
      ? undefined
      : t('policy.needKeyId'),
  )
  readonly exactBytes = $derived(this.size.trim() === '' ? undefined : parseWhole(this.size))
  readonly sizeProblem = $derived(
    this.exactBytes === undefined || this.exactBytes <= maxExactBytes ? undefined : t('policy.needSize'),
  )
  readonly #bits = $derived(
    this.speed.trim() === '' ? undefined : Math.round(parseDecimal(this.speed) * bitsPerMegabyte),
  )
  readonly speedProblem = $derived(
    this.#bits === undefined || isTrafficLimit(this.#bits) ? undefined : t('policy.needSpeed', speedLimits),
  )
  readonly isValid: boolean = $derived.by(
    () =>
      !this.encodingProblem &&
      !this.keyIdProblem &&
      !this.sizeProblem &&
      !this.speedProblem &&
      !this.cache.problem &&
      this.opening.isValid &&
      this.metadata.isValid &&
      this.tags.isValid &&
      this.pinned.isValid &&
      this.callback.isValid,
  )

  constructor(more: MorePolicy) {
    this.#kept = more
    this.metadata = new LabelRows(more.metadata, checkMetadata)
    this.tags = new LabelRows(more.tags, checkTags)
    this.opening = new OpeningChoice(more.contentDisposition)
    this.cache = new CacheChoice(more.cacheControl)
    this.pinned = new LabelRows(more.pinnedHeaders, checkPinned)
    this.callback = new CallbackForm(more.callback)
    this.encoding = more.contentEncoding ?? ''
    this.expires = more.expires === undefined ? '' : spellLocal(more.expires)
    this.acl = more.acl ?? 'unset'
    this.encryption = more.encryption?.kind ?? 'unset'
    this.keyId = (more.encryption?.kind === 'KMS' && more.encryption.keyId) || ''
    this.size = more.exactBytes === undefined ? '' : String(more.exactBytes)
    this.speed = more.trafficLimitBitsPerSecond === undefined ? '' : this.#spelled(more.trafficLimitBitsPerSecond)
  }

  #spelled(bits: number): string {
    return String(Number((bits / bitsPerMegabyte).toFixed(4)))
  }

  #encryption(): Encryption | undefined {
    const keyId = this.keyId.trim()
    if (this.encryption === 'unset') return undefined
    if (this.encryption !== 'KMS') return { kind: this.encryption }
    return keyId === '' ? { kind: 'KMS' } : { kind: 'KMS', keyId }
  }

  /** To the second as it was, while the minute in the field was not changed. */
  #expires(): number | undefined {
    const atMs = parseUntil(this.expires)
    if (Number.isNaN(atMs)) return undefined
    const { expires } = this.#kept
    return expires !== undefined && spellLocal(expires) === this.expires ? expires : atMs
  }

  /** Of fields without a problem. */
  get value(): MorePolicy {
    const set = {
      contentDisposition: this.opening.header,
      cacheControl: this.cache.header,
      contentEncoding: this.encoding.trim() || undefined,
      expires: this.#expires(),
      acl: this.acl === 'unset' ? undefined : this.acl,
      encryption: this.#encryption(),
      exactBytes: this.exactBytes,
      trafficLimitBitsPerSecond: this.#bits,
      callback: this.callback.value,
    }
    return {
      metadata: this.metadata.value,
      tags: this.tags.value,
      pinnedHeaders: this.pinned.value,
      // What is left is set: exactly the optional part of the type.
      ...(Object.fromEntries(Object.entries(set).filter(([, each]) => each !== undefined)) as Partial<MorePolicy>),
    }
  }
}
