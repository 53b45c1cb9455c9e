import type { Locale } from '../../shared/words/message.ts'

/** Each language by its own name, so that whoever needs it can read it. */
export const languageNames: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '简体中文' }
