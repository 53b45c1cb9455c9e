import { XMLParser, XMLValidator } from 'fast-xml-parser'

declare const rawXml: unique symbol
/** Markup that is already escaped. */
export type Xml = { readonly [rawXml]: true; readonly markup: string }

// Only this module makes Xml values, and always from escaped text.
const asXml = (markup: string): Xml => ({ markup }) as Xml

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character)

/** One element holding text, which is escaped, or other elements. */
export function element(name: string, content: string | number | boolean | readonly Xml[]): Xml {
  const inner = Array.isArray(content)
    ? content.map((child: Xml) => child.markup).join('')
    : escapeXml(String(content as string | number | boolean)) // not an array, so one of the scalars
  return asXml(`<${name}>${inner}</${name}>`)
}

export const xmlDocument = (root: Xml): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root.markup}`

// Every element becomes an array, so that one and many look the same. Entities are undone below: fast-xml-parser
// would leave numeric ones (`&#34;`, which Go's encoder writes around ETags) alone.
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  isArray: () => true,
})

const namedEntities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return namedEntities[name] ?? whole
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : parseInt(decimal, 10)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

/** A parsed element. */
export type XmlNode = { children(name: string): XmlNode[]; text(name: string): string | undefined; value: string }

const node = (raw: unknown): XmlNode => {
  const many = (name: string): unknown[] => {
    const found = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>)[name] : undefined // an object was just proved
    return Array.isArray(found) ? found : []
  }
  const value = typeof raw === 'string' ? unescapeXml(raw) : ''
  return {
    value,
    children: (name) => many(name).map(node),
    text: (name) => {
      const [first] = many(name)
      return typeof first === 'string' ? unescapeXml(first) : undefined
    },
  }
}

/** The root element called `rootName`, or undefined when the text is not well-formed or has another root. */
export function parseXml(text: string, rootName: string): XmlNode | undefined {
  if (XMLValidator.validate(text) !== true) return undefined
  return node(parser.parse(text)).children(rootName)[0]
}
