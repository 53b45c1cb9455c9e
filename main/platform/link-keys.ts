// The data keys links are sealed with. The keychain seals the keys; they rest beside the links.
import type { DatabaseSync } from 'node:sqlite'
import { SealedSecret } from '../accounts/account-record.ts'
import type { SecretBox } from '../accounts/ports.ts'
import { dataKeyBytes, newDataKey } from './link-seal.ts'

/** `sealing` is for what is new; `byId` are all that could be opened, that one included. */
export type DataKeys = { sealing: number; byId: ReadonlyMap<number, Uint8Array> }

/** For a register that is forgotten at the end of the session. */
export const sessionKeys = (): DataKeys => ({ sealing: 1, byId: new Map([[1, newDataKey()]]) })

async function opened(box: SecretBox, sealed: unknown): Promise<Uint8Array> {
  const key = Buffer.from(await box.open(SealedSecret.parse(sealed)), 'base64')
  if (key.length !== dataKeyBytes) throw new Error('The data key has the wrong length')
  return key
}

/**
 * Opens the keys of the register. One that does not open is reported and stays; what was sealed with it cannot be read
 * until it does. Throws when there is no keychain.
 */
export async function openDataKeys(
  db: DatabaseSync,
  box: SecretBox,
  report: (error: unknown) => void,
): Promise<DataKeys> {
  const byId = new Map<number, Uint8Array>()
  for (const row of db.prepare('SELECT key_id, ciphertext, backend FROM keys ORDER BY key_id').all()) {
    const { key_id, ciphertext, backend } = row
    try {
      byId.set(Number(key_id), await opened(box, { ciphertext, backend }))
    } catch (error) {
      report(error)
    }
  }
  const newest = [...byId.keys()].at(-1)
  if (newest !== undefined) return { sealing: newest, byId }
  const key = newDataKey()
  const { ciphertext, backend } = await box.seal(key.toString('base64'))
  const { lastInsertRowid } = db
    .prepare('INSERT INTO keys (ciphertext, backend) VALUES (?, ?)')
    .run(ciphertext, backend)
  const sealing = Number(lastInsertRowid)
  return { sealing, byId: byId.set(sealing, key) }
}
