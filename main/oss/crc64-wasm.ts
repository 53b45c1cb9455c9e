// CRC-64 in WebAssembly over buffers that lie in its own memory: the bytes a file is read into are the bytes that are
// checksummed and sent, with no copy. About 5 times as fast as crc64.ts, which is the reference for it.
import { crc64ReservedBytes, crc64WasmBase64 } from './crc64-wasm-bytes.ts'

export type WasmCrc64 = {
  /** Views on the WebAssembly memory, `bufferBytes` each; they stay valid as long as this object. */
  readonly buffers: readonly [Uint8Array, Uint8Array]
  /** Starts a new checksum. */
  reset(): void
  /** Goes on with the first `length` bytes of a buffer. Throws RangeError when it is not that long. */
  update(index: 0 | 1, length: number): void
  /** Unsigned decimal, as OSS writes it; may be asked at any time. */
  digest(): string
}

type Exports = { init(): void; update(checksum: bigint, start: number, length: number): bigint }

const pageBytes = 65_536

type WasmMemory = { readonly buffer: ArrayBuffer }
type WasmModule = { readonly kind: 'module' }

/** As much of the global as is used: its types come with the DOM's, which this layer does not have. */
declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number }) => WasmMemory
  Module: new (bytes: Uint8Array) => WasmModule
  Instance: new (module: WasmModule, imports: { env: { memory: WasmMemory } }) => { readonly exports: unknown }
}

const compile = (): WasmModule =>
  new WebAssembly.Module(Uint8Array.from(atob(crc64WasmBase64), (character) => character.charCodeAt(0)))

let compiled: WasmModule | undefined

/** One pair of buffers with its checksum: what one request body needs. Costs its memory, and 0.1 ms to make. */
export function createWasmCrc64(bufferBytes: number): WasmCrc64 {
  const neededBytes = crc64ReservedBytes + 2 * bufferBytes
  const pages = Math.ceil(neededBytes / pageBytes)
  // A memory that may not grow: growing would detach the views given out.
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  compiled ??= compile()
  const instance = new WebAssembly.Instance(compiled, { env: { memory } })
  // The module is our own, and crc64-wasm.test.ts calls both functions.
  const { init, update } = instance.exports as Exports
  init()
  const starts = [crc64ReservedBytes, crc64ReservedBytes + bufferBytes] as const
  let checksum = 0n
  return {
    buffers: [
      new Uint8Array(memory.buffer, starts[0], bufferBytes),
      new Uint8Array(memory.buffer, starts[1], bufferBytes),
    ],
    reset: () => {
      checksum = 0n
    },
    update: (index, length) => {
      if (!(length >= 0 && length <= bufferBytes)) throw new RangeError(`a buffer holds ${bufferBytes} bytes`)
      checksum = update(checksum, starts[index], length)
    },
    digest: () => BigInt.asUintN(64, checksum).toString(),
  }
}
