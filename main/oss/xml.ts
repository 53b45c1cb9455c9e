// OSS's XML as a plain tree: elements and text. No attributes, no entities beyond XML's own, no numbers guessed.
import { XMLParser } from 'fast-xml-parser'

export type XmlElement = { name: string; text: string; children: readonly XmlElement[] }

const textKey = '#text'
const cdataKey = '#cdata'

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  // A key may begin or end with blanks.
  trimValues: false,
  processEntities: false,
  textNodeName: textKey,
  cdataPropName: cdataKey,
})

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** `&#34;` too: that is how one official encoder writes the quotes of an ETag. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return named[name] ?? whole
    const codePoint = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal)
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole
  })
}

/** For text put into a request's XML. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)

/** CDATA is taken literally. */
const rawText = (content: unknown): string =>
  (Array.isArray(content) ? content : []).map((node) => String(Object(node)[textKey] ?? '')).join('')

/** The parser's ordered form: an array of one-key objects, the key being the element's name. */
function toElement(name: string, content: unknown): XmlElement {
  const children: XmlElement[] = []
  let text = ''
  for (const node of Array.isArray(content) ? content : []) {
    for (const [key, value] of Object.entries(Object(node))) {
      if (key === textKey) text += decodeEntities(String(value))
      else if (key === cdataKey) text += rawText(value)
      else if (key !== ':@') children.push(toElement(key, value))
    }
  }
  return { name, text: children.length === 0 ? text : '', children }
}

/** The root element, or undefined when the text is not well-formed XML (HTML mostly is not) or declares a DOCTYPE. */
export function parseXml(text: string): XmlElement | undefined {
  if (!/^\s*</.test(text) || /<!doctype/i.test(text)) return undefined
  try {
    const [root] = toElement('', parser.parse(text.trim(), true)).children
    return root
  } catch {
    return undefined
  }
}

export const childrenNamed = (parent: XmlElement, name: string): XmlElement[] =>
  parent.children.filter((child) => child.name === name)

/** Text of the first child of that name, empty when there is none. */
export const childText = (parent: XmlElement, name: string): string =>
  parent.children.find((child) => child.name === name)?.text ?? ''
