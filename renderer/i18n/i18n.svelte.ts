// The language in use. Reading a text inside a component or a $derived follows a change of language by itself.
import { catalogues } from './catalogues.ts'
import type { MessageKey, MessageOf } from './catalogues.ts'
import { fill } from '../../shared/words/message.ts'
import type { Arguments, Locale, Message, Param } from '../../shared/words/message.ts'

const current = $state<{ locale: Locale }>({ locale: 'en' })

export const locale = (): Locale => current.locale

export function setLocale(next: Locale): void {
  current.locale = next
}

function say(key: MessageKey, params: Readonly<Record<string, Param>> = {}): string {
  const dot = key.indexOf('.')
  // MessageKey is `domain.name` by construction, so both parts are keys of every catalogue.
  const domain = catalogues[current.locale][key.slice(0, dot) as 'common'] as Readonly<Record<string, Message>>
  const message = domain[key.slice(dot + 1)]
  return message === undefined ? key : fill(message, params, current.locale)
}

export function t<K extends MessageKey>(key: K, ...[params]: Arguments<MessageOf<K>>): string {
  return say(key, params)
}
