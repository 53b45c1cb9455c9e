import type { ErrorShape } from '../../shared/errors.ts'
import { shownParams as inLanguage } from '../../shared/words/error-sentence.ts'
import { locale } from '../i18n/i18n.svelte.ts'

/** The placeholders of an error as a person reads them, in the language in use. */
export const shownParams = (params: ErrorShape['params']): ErrorShape['params'] => inLanguage(params, locale())
