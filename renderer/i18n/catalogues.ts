import { accounts as accountsEn } from './en/accounts.ts'
import { ask as askEn } from './en/ask.ts'
import { batch as batchEn } from './en/batch.ts'
import { common as commonEn } from './en/common.ts'
import { downloads as downloadsEn } from './en/downloads.ts'
import { errors as errorsEn } from '../../shared/words/en/errors.ts'
import { kit as kitEn } from './en/kit.ts'
import { network as networkEn } from './en/network.ts'
import { page as pageEn } from './en/page.ts'
import { policy as policyEn } from './en/policy.ts'
import { register as registerEn } from './en/register.ts'
import { send as sendEn } from './en/send.ts'
import { settings as settingsEn } from './en/settings.ts'
import { unfinished as unfinishedEn } from './en/unfinished.ts'
import { welcome as welcomeEn } from './en/welcome.ts'
import type { Locale, Translation } from '../../shared/words/message.ts'
import { accounts as accountsZh } from './zh-CN/accounts.ts'
import { ask as askZh } from './zh-CN/ask.ts'
import { batch as batchZh } from './zh-CN/batch.ts'
import { common as commonZh } from './zh-CN/common.ts'
import { downloads as downloadsZh } from './zh-CN/downloads.ts'
import { errors as errorsZh } from '../../shared/words/zh-CN/errors.ts'
import { kit as kitZh } from './zh-CN/kit.ts'
import { network as networkZh } from './zh-CN/network.ts'
import { page as pageZh } from './zh-CN/page.ts'
import { policy as policyZh } from './zh-CN/policy.ts'
import { register as registerZh } from './zh-CN/register.ts'
import { send as sendZh } from './zh-CN/send.ts'
import { settings as settingsZh } from './zh-CN/settings.ts'
import { unfinished as unfinishedZh } from './zh-CN/unfinished.ts'
import { welcome as welcomeZh } from './zh-CN/welcome.ts'

export const english = {
  common: commonEn,
  send: sendEn,
  welcome: welcomeEn,
  accounts: accountsEn,
  ask: askEn,
  batch: batchEn,
  downloads: downloadsEn,
  page: pageEn,
  policy: policyEn,
  register: registerEn,
  settings: settingsEn,
  kit: kitEn,
  network: networkEn,
  unfinished: unfinishedEn,
  errors: errorsEn,
}
export type English = typeof english
export type Domain = keyof English

export const catalogues: Record<Locale, { [D in Domain]: Translation<English[D]> }> = {
  en: english,
  'zh-CN': {
    common: commonZh,
    send: sendZh,
    welcome: welcomeZh,
    accounts: accountsZh,
    ask: askZh,
    batch: batchZh,
    downloads: downloadsZh,
    page: pageZh,
    policy: policyZh,
    register: registerZh,
    settings: settingsZh,
    kit: kitZh,
    network: networkZh,
    unfinished: unfinishedZh,
    errors: errorsZh,
  },
}

/** `domain.key`, e.g. `send.title` or `errors.auth.denied`. */
export type MessageKey = { [D in Domain]: `${D}.${keyof English[D] & string}` }[Domain]
export type MessageOf<K extends MessageKey> = K extends `${infer D extends Domain}.${infer Name}`
  ? Name extends keyof English[D]
    ? English[D][Name]
    : never
  : never
