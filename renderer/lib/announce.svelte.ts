// What a screen reader is told without the focus moving: a batch done, something not sent, a link ready.

const region = $state({ text: '' })

export const announced = (): string => region.text

/** The same sentence twice in a row is said twice: a trailing no-break space makes it a change. */
export function announce(text: string): void {
  region.text = region.text === text ? `${text}\u00a0` : text
}
