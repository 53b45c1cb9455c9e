// The characters of a list somebody saved, whatever program and language they saved it with.

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252'

const marks: readonly { encoding: Encoding; bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
]

/** How much is looked at where nothing says what it is. */
const sampleBytes = 65_536

/** Latin letters and line ends in UTF-16 leave a zero in every second byte. */
function utf16Of(sample: Uint8Array): Encoding | undefined {
  let even = 0
  let odd = 0
  sample.forEach((byte, index) => {
    if (byte !== 0) return
    if (index % 2 === 0) even++
    else odd++
  })
  if (even + odd < sample.length / 8) return undefined
  return odd > even ? 'utf-16le' : 'utf-16be'
}

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/**
 * What Excel calls CSV without more is in the system's own characters: GB18030 on Chinese Windows, Windows-1252 in
 * western Europe. Chinese characters are pairs of high bytes, next to each other; an umlaut stands among plain letters.
 */
function systemEncoding(sample: Uint8Array): Encoding {
  let alone = 0
  let paired = 0
  for (let index = 0; index < sample.length; index++) {
    if ((sample[index] ?? 0) < 0x80) continue
    if ((sample[index + 1] ?? 0) >= 0x80) {
      paired++
      index++
    } else alone++
  }
  return alone > paired ? 'windows-1252' : 'gb18030'
}

export function encodingOf(bytes: Uint8Array): Encoding {
  const marked = marks.find((mark) => mark.bytes.every((byte, index) => bytes[index] === byte))
  if (marked) return marked.encoding
  const sample = bytes.subarray(0, sampleBytes)
  return utf16Of(sample) ?? (isUtf8(bytes) ? 'utf-8' : systemEncoding(sample))
}

/** Without the mark at its beginning. Bytes that mean nothing in the encoding become U+FFFD. */
export const decodeText = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes)
