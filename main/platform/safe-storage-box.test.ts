import { describe, expect, it } from 'vitest'
import { createSafeStorageBox } from './safe-storage-box.ts'

type Backend = 'basic_text' | 'gnome_libsecret' | 'kwallet6' | 'unknown'
type Fake = { backend?: Backend; isAvailable?: boolean; prefix?: string }

const encrypt = (prefix: string, text: string) => Buffer.from(prefix + [...text].reverse().join(''))
const decrypt = (bytes: Buffer) => [...bytes.subarray(3).toString()].reverse().join('')

const syncStorage = ({ backend = 'gnome_libsecret', isAvailable = true, prefix = 'v11' }: Fake = {}) => ({
  isEncryptionAvailable: () => isAvailable,
  encryptString: (text: string) => encrypt(prefix, text),
  decryptString: decrypt,
  getSelectedStorageBackend: () => backend,
})
const asyncStorage = ({ backend = 'gnome_libsecret', isAvailable = true, prefix = 'v11' }: Fake = {}) => ({
  isAsyncEncryptionAvailable: () => Promise.resolve(isAvailable),
  encryptStringAsync: (text: string) => Promise.resolve(encrypt(prefix, text)),
  decryptStringAsync: (bytes: Buffer) => Promise.resolve({ shouldReEncrypt: false, result: decrypt(bytes) }),
  getSelectedStorageBackend: () => backend,
})

describe.each([
  ['sync', syncStorage],
  ['async alone', asyncStorage],
])('with the %s calls', (_name, storageOf) => {
  it('seals under a real keyring, says which, and opens again', async () => {
    const box = createSafeStorageBox(storageOf(), 'linux')
    const sealed = await box.seal('secret')
    expect(sealed.backend).toBe('gnome_libsecret')
    expect(Buffer.from(sealed.ciphertext, 'base64').toString()).not.toContain('secret')
    expect(await box.open(sealed)).toBe('secret')
  })

  it.each<Fake>([{ backend: 'basic_text' }, { backend: 'unknown' }, { isAvailable: false }])(
    'has no keychain with %j, seals nothing and opens nothing',
    async (fake) => {
      const box = createSafeStorageBox(storageOf(fake), 'linux')
      expect(await box.keychain()).toBeUndefined()
      await expect(box.seal('secret')).rejects.toThrow()
      const sealed = await createSafeStorageBox(storageOf(), 'linux').seal('secret')
      await expect(box.open(sealed)).rejects.toThrow()
    },
  )

  it('refuses what was encrypted with the password everyone knows, and believes the keychain no more', async () => {
    const box = createSafeStorageBox(storageOf({ prefix: 'v10' }), 'linux')
    expect(await box.keychain()).toBe('gnome_libsecret')
    await expect(box.seal('secret')).rejects.toThrow()
    expect(await box.keychain()).toBeUndefined()
  })

  it('does not read such a ciphertext either', async () => {
    const fake = { ciphertext: encrypt('v10', 'secret').toString('base64'), backend: 'gnome_libsecret' }
    await expect(createSafeStorageBox(storageOf(), 'linux').open(fake)).rejects.toThrow()
  })

  it('takes v10 on macOS and Windows, where it is the mark of the real thing', async () => {
    for (const [platform, backend] of [
      ['darwin', 'keychain'],
      ['win32', 'dpapi'],
    ] as const) {
      const box = createSafeStorageBox(storageOf({ prefix: 'v10', backend: 'unknown' }), platform)
      const sealed = await box.seal('secret')
      expect([sealed.backend, await box.open(sealed)]).toEqual([backend, 'secret'])
    }
  })
})

it('prefers the sync calls where both exist', async () => {
  const both = { ...asyncStorage({ isAvailable: false }), ...syncStorage() }
  expect(await createSafeStorageBox(both, 'linux').keychain()).toBe('gnome_libsecret')
})
