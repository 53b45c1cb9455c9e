// How links are handed over: in whose language the message is, and in which language the code. Kept while the app is open.
import { createContext } from 'svelte'
import type { CodeLanguage, MessageLocale } from '../../shared/hand-over.ts'
import type { HandOverForm } from '../../shared/model/hand-over.ts'
import type { LinkView } from '../../shared/model/link.ts'
import { locale } from '../i18n/i18n.svelte.ts'
import type { Api } from '../lib/api.ts'

export class HandOver {
  language = $state<CodeLanguage>('curl')
  #locale = $state<MessageLocale | undefined>(undefined)
  readonly #ask: Api['links']['handOver']

  constructor(calls: Pick<Api['links'], 'handOver'>) {
    this.#ask = calls.handOver
  }

  /** The app's own until another was chosen. */
  get locale(): MessageLocale {
    return this.#locale ?? locale()
  }

  set locale(chosen: MessageLocale) {
    this.#locale = chosen
  }

  message(link: LinkView): Promise<string> {
    return this.#text(link, { kind: 'message', locale: this.locale })
  }

  code(link: LinkView): Promise<string> {
    return this.#text(link, { kind: 'code', language: this.language })
  }

  async #text({ objectKey, url, headers, expiresAtMs }: LinkView, as: HandOverForm): Promise<string> {
    const { text } = await this.#ask({ link: { objectKey, url, headers, expiresAtMs }, as })
    return text
  }
}

const [read, provide] = createContext<HandOver>()

export const provideHandOver = provide

export function handOver(): HandOver {
  try {
    return read()
  } catch {
    throw new Error('No HandOver: App.svelte provides it with provideHandOver(), so this component must be inside App.')
  }
}
