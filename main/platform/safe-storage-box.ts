// The operating system's keychain through Electron's safeStorage. Refuses what only looks encrypted.
import type { SafeStorage } from 'electron'
import type { SecretBox } from '../accounts/ports.ts'

/** The sync half is deprecated and will be gone one day; the async half is avoided while it is there, see below. */
type Storage = Pick<SafeStorage, 'getSelectedStorageBackend'> &
  Partial<
    Pick<
      SafeStorage,
      | 'isEncryptionAvailable'
      | 'encryptString'
      | 'decryptString'
      | 'isAsyncEncryptionAvailable'
      | 'encryptStringAsync'
      | 'decryptStringAsync'
    >
  >

/** On Linux, anything else encrypts with a password that is printed in Chromium's source. */
const linuxKeyrings: ReadonlySet<string> = new Set(['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6'])
const otherKeychains: Readonly<Record<string, string>> = { darwin: 'keychain', win32: 'dpapi' }

/**
 * The sync calls where they exist: in Electron 42 the async ones crash when called right after start, and report
 * encryption as available on a Linux without any keyring.
 */
function crypterOf(storage: Storage) {
  const { isEncryptionAvailable, encryptString, decryptString } = storage
  if (isEncryptionAvailable && encryptString && decryptString) {
    return {
      isAvailable: () => Promise.resolve(isEncryptionAvailable.call(storage)),
      encrypt: async (text: string) => encryptString.call(storage, text),
      decrypt: async (bytes: Buffer) => decryptString.call(storage, bytes),
    }
  }
  const { isAsyncEncryptionAvailable, encryptStringAsync, decryptStringAsync } = storage
  if (isAsyncEncryptionAvailable && encryptStringAsync && decryptStringAsync) {
    return {
      isAvailable: () => isAsyncEncryptionAvailable.call(storage),
      encrypt: (text: string) => encryptStringAsync.call(storage, text),
      decrypt: async (bytes: Buffer) => (await decryptStringAsync.call(storage, bytes)).result,
    }
  }
  return undefined
}

/** Call after app is ready. */
export function createSafeStorageBox(storage: Storage, platform: string): SecretBox {
  const crypter = crypterOf(storage)
  /** Set once a ciphertext turned out to be made without a keyring, whatever was reported before. */
  let isUnprotected = false
  // Chromium marks what it encrypted on Linux with its fixed password `v10`, with a keyring's key `v11`.
  const isFake = (bytes: Buffer) => platform === 'linux' && bytes.subarray(0, 3).toString('latin1') === 'v10'

  async function keychain(): Promise<string | undefined> {
    if (!crypter || isUnprotected || !(await crypter.isAvailable())) return undefined
    if (platform !== 'linux') return otherKeychains[platform]
    const backend = storage.getSelectedStorageBackend()
    return linuxKeyrings.has(backend) ? backend : undefined
  }

  return {
    keychain,
    async seal(text) {
      const backend = await keychain()
      if (!crypter || backend === undefined) throw new Error('There is no keychain')
      const bytes = await crypter.encrypt(text)
      if (isFake(bytes)) {
        isUnprotected = true
        throw new Error('The keychain encrypted without a key of its own')
      }
      return { ciphertext: bytes.toString('base64'), backend }
    },
    async open({ ciphertext }) {
      const bytes = Buffer.from(ciphertext, 'base64')
      if (isFake(bytes)) throw new Error('This was encrypted without a keyring')
      if (!crypter || (await keychain()) === undefined) throw new Error('There is no keychain')
      return crypter.decrypt(bytes)
    },
  }
}
