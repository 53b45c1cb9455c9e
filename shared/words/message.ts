// What a text in a catalogue may be, and how its placeholders are filled. Pure: the language is an argument.

/** The languages there are words in. */
export type Locale = 'en' | 'zh-CN'

/** A sentence with `{placeholders}`, or one per plural form, chosen by `count`. */
export type Message = string | { readonly one: string; readonly other: string }
export type Param = string | number

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type NamesOf<M> = M extends string
  ? Names<M>
  : M extends { readonly one: infer One; readonly other: infer Other }
    ? Names<One> | Names<Other> | 'count'
    : never
type ParamsFor<M> = { readonly [Name in NamesOf<M>]: Name extends 'count' ? number : Param }
/** Rest arguments of `t`: none for a sentence without placeholders. */
export type Arguments<M> = [NamesOf<M>] extends [never] ? [] : [ParamsFor<M>]

/** The same keys as the English catalogue; a missing or extra one does not compile. */
export type Translation<T> = { readonly [K in keyof T]: Message }

export const placeholders = (message: Message): string[] => {
  const texts = typeof message === 'string' ? [message] : [message.one, message.other]
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')))].sort()
}

/** Numbers are written as the language writes them; an unknown placeholder stays visible. */
export function fill(message: Message, params: Readonly<Record<string, Param>>, locale: Locale): string {
  let text: string
  if (typeof message === 'string') text = message
  else {
    const isOne = new Intl.PluralRules(locale).select(Number(params['count'] ?? 0)) === 'one'
    text = isOne ? message.one : message.other
  }
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value
  })
}
