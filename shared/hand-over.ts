// The forms a link can be handed over in. No schemas here: the page needs the lists, and main the schemas of them.

/** In the order of the menu. */
export const codeLanguages = [
  'curl',
  'cmd',
  'powershell',
  'python',
  'node',
  'browser',
  'java',
  'go',
  'php',
  'csharp',
  'cpp',
  'android',
] as const
export type CodeLanguage = (typeof codeLanguages)[number]

/** The receiver's language, not the app's. */
export const messageLocales = ['en', 'zh-CN'] as const
export type MessageLocale = (typeof messageLocales)[number]
