// A name beside one that is taken.
import { maxObjectKeyBytes } from './object-key.ts'
import { utf8Length } from './utf8-length.ts'

/** `photo.jpg` as `photo (2).jpg`. The stem is shortened where the key would grow too long. */
export function numberedKey(objectKey: string, number: number): string {
  const slash = objectKey.lastIndexOf('/')
  const name = objectKey.slice(slash + 1)
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 ? name.slice(dot) : ''
  const stem = [...name.slice(0, name.length - extension.length)]
  const tail = ` (${number})${extension}`
  const room = maxObjectKeyBytes - utf8Length(objectKey.slice(0, slash + 1) + tail)
  while (stem.length > 1 && utf8Length(stem.join('')) > room) stem.pop()
  return objectKey.slice(0, slash + 1) + stem.join('') + tail
}
