import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createWasmCrc64 } from './crc64-wasm.ts'
import { createCrc64, crc64 } from './crc64.ts'

it('agrees with the reference on any bytes in any order of buffers', () => {
  const wasm = createWasmCrc64(300)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(0, 1), fc.uint8Array({ maxLength: 300 }))), (writes) => {
      const reference = createCrc64()
      wasm.reset()
      for (const [index, bytes] of writes) {
        wasm.buffers[index].set(bytes)
        wasm.update(index, bytes.length)
        reference.update(bytes)
      }
      expect(wasm.digest()).toBe(reference.digest())
    }),
  )
})

it('fills both 1 MiB buffers to the last byte without touching the other or its tables', () => {
  const size = 1 << 20
  const wasm = createWasmCrc64(size)
  wasm.buffers[0].fill(0xff)
  wasm.buffers[1].fill(0x01)
  wasm.update(0, size)
  expect(wasm.digest()).toBe('3946797202531432512')
  wasm.update(1, size)
  const both = createCrc64()
  both.update(new Uint8Array(size).fill(0xff))
  both.update(new Uint8Array(size).fill(0x01))
  expect(wasm.digest()).toBe(both.digest())
})

// From 131,072 bytes on, blocks are struck out before the tables are used; 166,928 fill what is remembered of them once.
const turningPoints = [131_071, 131_072, 131_136, 166_927, 166_928, 166_929, 166_992, 298_000, 298_064, 1 << 20]

it('agrees with the reference on long pieces too, whatever was checksummed before them', () => {
  const size = 1 << 20
  const wasm = createWasmCrc64(size)
  const noise = new Uint8Array(size)
  let seed = 1
  for (let at = 0; at < size; at++) noise[at] = (seed = Math.imul(seed, 1_103_515_245) + 12_345) >>> 16
  for (const index of [0, 1] as const) wasm.buffers[index].set(noise)
  const length = fc.oneof(fc.constantFrom(...turningPoints), fc.integer({ min: 0, max: size }))
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(0, 1), length), { minLength: 1, maxLength: 4 }), (pieces) => {
      const reference = createCrc64()
      wasm.reset()
      for (const [index, bytes] of pieces) {
        wasm.update(index, bytes)
        reference.update(noise.subarray(0, bytes))
      }
      expect(wasm.digest()).toBe(reference.digest())
    }),
  )
})

it('leaves the bytes as they are: they are still on their way', () => {
  const wasm = createWasmCrc64(1 << 20)
  wasm.buffers[0].fill(7)
  wasm.update(0, 1 << 20)
  expect(wasm.buffers[0].every((byte) => byte === 7)).toBe(true)
})

it('keeps two bodies apart', () => {
  const [a, b] = [createWasmCrc64(16), createWasmCrc64(16)]
  a.buffers[0].set([1, 2, 3])
  b.buffers[0].set([4, 5])
  a.update(0, 3)
  b.update(0, 2)
  expect([a.digest(), b.digest()]).toEqual([crc64(Uint8Array.of(1, 2, 3)), crc64(Uint8Array.of(4, 5))])
})

it('has the checksum of nothing, 0, before the first byte', () => {
  const wasm = createWasmCrc64(16)
  expect(wasm.digest()).toBe('0')
  wasm.update(0, 0)
  expect(wasm.digest()).toBe('0')
})

it.each([-1, 17, Number.NaN])('refuses to read %s bytes of a 16-byte buffer', (length) => {
  expect(() => createWasmCrc64(16).update(1, length)).toThrow(RangeError)
})
