import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../shared/errors.ts'
import type { SecretBox } from '../accounts/ports.ts'
import type { LinkStore } from '../links/register/ports.ts'
import { isDamage, setAside } from './damaged-file.ts'
import { openDataKeys, sessionKeys } from './link-keys.ts'
import { migrateLinks } from './link-schema.ts'
import { SqliteLinkStore } from './link-store.ts'

type Options = { path: string; box: SecretBox; nowMs: number; report: (error: unknown) => void }

/** In memory, for this session. */
export function sessionLinkStore(): LinkStore {
  const db = new DatabaseSync(':memory:')
  migrateLinks(db)
  return new SqliteLinkStore(db, sessionKeys(), false)
}

async function open({ path, box, report }: Options): Promise<LinkStore> {
  const wasKilled = existsSync(`${path}-wal`)
  const db = new DatabaseSync(path)
  try {
    migrateLinks(db)
    if (wasKilled) {
      const verdict = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
      if (verdict !== 'ok') throw new AppError('internal', { cause: verdict })
    }
    return new SqliteLinkStore(db, await openDataKeys(db, box, report), true)
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * The register at `path`, made when there is none. One that is damaged, or written by a newer version, is kept under a
 * new name, and `setAside` says which. Without a keychain links are kept for this session only, and the file, should
 * there be one, stays as it is. Any other failure (no permission, disk full, in use) is thrown.
 */
export async function openLinkStore(options: Options): Promise<{ store: LinkStore; setAside?: string }> {
  const { path, box, nowMs, report } = options
  if ((await box.keychain()) === undefined) return { store: sessionLinkStore() }
  try {
    return { store: await open(options) }
  } catch (error) {
    // The keychain turned out to be none while the first key was sealed.
    if ((await box.keychain()) === undefined) {
      report(error)
      return { store: sessionLinkStore() }
    }
    if (!isDamage(error)) throw error
    const name = setAside(path, nowMs)
    return { store: await open(options), setAside: name }
  }
}
