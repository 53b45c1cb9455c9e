// The placeholders of an error as a person reads them: regions by name, objects without their ARN, no empty places.
import type { ErrorShape } from '../../shared/errors.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { regionName } from './region-name.ts'

/** `acs:oss:*:*:bucket/key` without its head; a name that only a test used is left off. */
const shownResource = (resource: string): string =>
  resource.replace(/^acs:oss:[^:]*:[^:]*:/, '').replace(/\.oss-courier-check-[^/]*$/, '')

const shown: Readonly<Record<string, (value: string) => string>> = {
  region: (region) => (region === '' ? t('accounts.unknownRegion') : regionName(region)),
  host: (host) => host || t('accounts.unknownHost'),
  action: (action) => action || t('accounts.unknownAction'),
  resource: (resource) => shownResource(resource) || t('accounts.unknownResource'),
}

/** OSS does not always say everything a sentence has a place for. */
export function shownParams(params: ErrorShape['params']): ErrorShape['params'] {
  const entries = Object.entries(params).map(([name, value]) => {
    const show = shown[name]
    return [name, typeof value === 'string' && show ? show(value) : value] as const
  })
  return Object.fromEntries(entries)
}
