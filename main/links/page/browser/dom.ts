// Elements, briefly. Text is set as text: whatever a file or an asker is called, it is never read as markup.

type Attributes = Readonly<Record<string, string | boolean | (() => void)>>
export type Child = Node | string | undefined

const svgNamespace = 'http://www.w3.org/2000/svg'

/** `onclick` takes a function; an attribute that is false is left out, one that is true is empty. */
export function el(name: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.replace(/^on/, ''), value)
    else if (value !== false) element.setAttribute(key, value === true ? '' : value)
  }
  element.append(...children.filter((child) => child !== undefined))
  return element
}

const drawings = {
  upload: 'M12 16V4m0 0L7 9m5-5 5 5M4 16v3a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 19v-3',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  warning: 'M12 4.5 21 19.5H3zM12 10v4.5m0 2.4v.1',
}

export function icon(name: keyof typeof drawings): Element {
  const svg = document.createElementNS(svgNamespace, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(svgNamespace, 'path')
  path.setAttribute('d', drawings[name])
  svg.append(path)
  return svg
}

export const button = (text: string, onclick: () => void, style = ''): HTMLElement =>
  el('button', { type: 'button', class: `button ${style}`.trim(), onclick }, text)

/** One that the page was built with. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`The page has no part called ${id}`)
  return found
}
