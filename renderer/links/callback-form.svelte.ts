// "Notify a server" while it is edited. OSS's rules are in shared/oss/callback.ts; here they become sentences.
import type { LinkCallback } from '../../shared/model/link.ts'
import { base64 } from '../../shared/oss/base64.ts'
import {
  callbackProblem,
  callbackTexts,
  callbackUrls,
  isPrivateAddress,
  maxCallbackUrls,
} from '../../shared/oss/callback.ts'
import type { CallbackProblem } from '../../shared/oss/callback.ts'
import { LabelRows } from '../components/label-rows.svelte.ts'
import type { CheckRows } from '../components/label-rows.svelte.ts'
import { t } from '../i18n/i18n.svelte.ts'

type BodyType = LinkCallback['bodyType']

/** A placeholder as OSS reads it. */
export const spelled = (name: string): string => `\${${name}}`

const usual = ['bucket', 'object', 'etag', 'size']

/** What most servers want to know, in either form. */
export const usualBodies: Readonly<Record<BodyType, string>> = {
  'application/x-www-form-urlencoded': usual.map((name) => `${name}=${spelled(name)}`).join('&'),
  'application/json': `{${usual.map((name) => `"${name}":${spelled(name)}`).join(',')}}`,
}

/** Asked row by row, with a body that needs none of them. */
const checkVariables: CheckRows = (rows) => {
  const good: Record<string, string> = {}
  return rows.map(({ name, value }) => {
    const asked = { url: 'https://a.example', body: '1', bodyType: 'application/json' as const }
    const isTaken = Object.hasOwn(good, name)
    const found = isTaken ? undefined : callbackProblem({ ...asked, variables: { ...good, [name]: value } })
    if (isTaken || (found?.part === 'variables' && found.problem === 'duplicate')) {
      return { name: t('send.labelProblemDuplicate') }
    }
    if (found?.part === 'variables' && found.problem === 'name') return { name: t('policy.needVariableName') }
    if (found?.part === 'variables') return { value: t('policy.needShorterVariables') }
    good[name] = value
    return undefined
  })
}

export class CallbackForm {
  isOn = $state(false)
  /** From then on an empty address is a mistake too. */
  wasTried = $state(false)
  url = $state('')
  host = $state('')
  body = $state('')
  bodyType = $state<BodyType>('application/x-www-form-urlencoded')
  isSni = $state(false)
  readonly variables: LabelRows

  readonly #settings: LinkCallback = $derived.by(() => ({
    url: callbackUrls(this.url).join(';'),
    ...(this.host.trim() === '' ? {} : { host: this.host.trim() }),
    body: this.body,
    bodyType: this.bodyType,
    variables: this.variables.value,
    ...(this.isSni ? { isSni: true } : {}),
  }))
  readonly problem: CallbackProblem | undefined = $derived(this.isOn ? callbackProblem(this.#settings) : undefined)
  readonly isValid: boolean = $derived.by(() => !this.isOn || (this.problem === undefined && this.variables.isValid))
  readonly urlProblem = $derived.by(() => {
    if (this.problem?.part !== 'url' || (this.problem.problem === 'missing' && !this.wasTried)) return undefined
    return this.problem.problem === 'tooMany'
      ? t('policy.needFewerUrls', { max: maxCallbackUrls })
      : t('policy.needUrl')
  })
  readonly hostProblem = $derived(this.problem?.part === 'host' ? t('policy.needHost') : undefined)
  readonly bodyProblem = $derived.by(() => {
    if (this.problem?.part !== 'body') return undefined
    switch (this.problem.problem) {
      case 'unknown':
        return t('policy.needPlaceholder', { placeholder: spelled(this.problem.name) })
      case 'unset':
        return t('policy.needVariable', { placeholder: spelled(this.problem.name) })
      case 'json':
        return t('policy.needJson')
      case 'tooLong':
        return t('policy.needShorterBody')
      case 'missing':
        return t('policy.needBody')
    }
  })
  /** OSS calls from the internet. */
  readonly isPrivate = $derived(callbackUrls(this.url).some(isPrivateAddress))
  /** What travels in the headers, before and after base64. */
  readonly preview = $derived.by(() => {
    const { callback, variables } = callbackTexts(this.#settings)
    const texts = variables === undefined ? [callback] : [callback, variables]
    return texts.map((json, at) => ({
      name: at === 0 ? 'x-oss-callback' : 'x-oss-callback-var',
      json,
      base64: base64(json),
    }))
  })

  constructor(callback: LinkCallback | undefined) {
    this.isOn = callback !== undefined
    this.url = callback?.url ?? ''
    this.host = callback?.host ?? ''
    this.bodyType = callback?.bodyType ?? 'application/x-www-form-urlencoded'
    this.body = callback?.body ?? usualBodies[this.bodyType]
    this.isSni = callback?.isSni ?? false
    this.variables = new LabelRows(callback?.variables ?? {}, checkVariables)
  }

  /** A body nobody changed follows the form; one that was written stays. */
  chooseType(bodyType: BodyType): void {
    if (this.body.trim() === '' || this.body === usualBodies[this.bodyType]) this.body = usualBodies[bodyType]
    this.bodyType = bodyType
  }

  /** At the caret; answers where the caret is to be then. */
  insert(placeholder: string, start: number, end: number): number {
    const text = spelled(placeholder)
    this.body = this.body.slice(0, start) + text + this.body.slice(end)
    return start + text.length
  }

  get value(): LinkCallback | undefined {
    return this.isOn ? this.#settings : undefined
  }
}
