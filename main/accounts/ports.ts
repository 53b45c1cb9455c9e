// What the accounts need of the world. Adapters are in main/platform.
import type { AccountRecord, SealedSecret } from './account-record.ts'

/** The keychain of the operating system, as far as it protects anything. */
export type SecretBox = {
  /** The name of the keychain that protects what is sealed; undefined when this computer has none worth the name. */
  keychain(): Promise<string | undefined>
  /** Throws when there is no keychain. */
  seal(text: string): Promise<SealedSecret>
  /** Throws when it cannot be opened on this computer now. The caller keeps what it has. */
  open(sealed: SealedSecret): Promise<string>
}

export type SavedAccounts = {
  accounts: readonly AccountRecord[]
  selectedId: string | null
  /** Whether the practice bucket is among the accounts. */
  isPracticeUsed: boolean
}

/** Remembers accounts over restarts. Saving never throws: what could not be written holds for this run. */
export type AccountStore = {
  load(): SavedAccounts
  save(saved: SavedAccounts): void
}

/** The practice bucket's server on this computer, as it runs now. */
export type PracticeServer = {
  /** Full address, `http://127.0.0.1:PORT`. */
  endpoint: string
  accessKeyId: string
  accessKeySecret: string
}

export type PracticeHost = {
  /** Starts the server unless it runs. Throws AppError `practice.notRunning`. */
  start(): Promise<PracticeServer>
}
