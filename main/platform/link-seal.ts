// Seals what opens a link: AES-256-GCM with a data key, bound to the link it belongs to.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export const dataKeyBytes = 32
const nonceBytes = 12
const tagBytes = 16

export const newDataKey = (): Buffer => randomBytes(dataKeyBytes)

/** Nonce, ciphertext and tag in one. */
export function sealText(text: string, key: Uint8Array, linkId: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(linkId))
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** Throws when it was sealed with another key, for another link, or changed since. */
export function openText(box: Uint8Array, key: Uint8Array, linkId: string): string {
  const nonce = box.subarray(0, nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(linkId))
  decipher.setAuthTag(box.subarray(box.length - tagBytes))
  const text = decipher.update(box.subarray(nonceBytes, box.length - tagBytes))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}
