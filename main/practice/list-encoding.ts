// What all listings share: `encoding-type=url`, page sizes, and rolling names up at a delimiter.
import { queryText, type Exchange } from './exchange.ts'
import { invalidArgument } from './refusal.ts'
import { bytesOf, encodePercent } from './target.ts'
import { element, type Xml } from './xml.ts'

function isUrlEncoded(exchange: Exchange): boolean {
  const type = queryText(exchange, 'encoding-type')
  if (type === undefined || type === '') return false
  if (type === 'url') return true
  throw invalidArgument('Invalid Encoding Method specified in Request.', '', { ArgumentName: 'encoding-type' })
}

/** A name as this request wants it: percent-encoded or as it is. */
export const encodedText = (exchange: Exchange, text: string): string =>
  isUrlEncoded(exchange) ? encodePercent(bytesOf(text), 'no slash') : text

export const encodingElement = (exchange: Exchange): Xml[] =>
  isUrlEncoded(exchange) ? [element('EncodingType', 'url')] : []

/** A whole number from 1 to 1000. */
export function pageSize(exchange: Exchange, name: string, standard: number): number {
  const text = queryText(exchange, name)
  if (text === undefined || text === '') return standard
  const size = /^\d{1,4}$/.test(text) ? Number(text) : -1
  if (size >= 1 && size <= 1000) return size
  throw invalidArgument(`${name} must be an integer between 1 and 1000.`, '', {
    ArgumentName: name,
    ArgumentValue: text,
  })
}
