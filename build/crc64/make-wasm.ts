// Writes main/oss/crc64-wasm-bytes.ts: `node build/crc64/make-wasm.ts`. Needed only when the code below changes.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import wabt from 'wabt'

const tableCount = 16
const tableBytes = tableCount * 256 * 8

/**
 * The sum of y^e over these exponents is a multiple of the CRC's polynomial, y being x^128: adding it anywhere changes
 * no checksum. So a block of 16 bytes can be struck out by adding it to the seven blocks that stand for the other
 * exponents, seven additions instead of sixteen look-ups (the idea of Russell, "Chorba", arXiv 2412.16398). Found by a
 * birthday search over sums of eight; crc64-wasm.test.ts holds the result to the reference.
 */
const exponents = [0, 579, 971, 1109, 1392, 2116, 2120]
const degree = 2241
/** Struck-out blocks are remembered so many at a time, which stays in the processor's second cache. */
const chunkBlocks = 8192
const unrolled = 4
/** Below this the tables are as fast. */
const foldFrom = 128 * 1024

const scratch = tableBytes
const remainder = scratch + (degree + chunkBlocks) * 16
/** The buffers begin behind all that; written into the made file. */
const reservedBytes = remainder + degree * 16

/** Table number `table` at the byte of `variable` that lies `byte` bytes up. An entry has eight bytes. */
function look(table: number, variable: string, byte: number): string {
  const value = `(local.get ${variable})`
  const shifted = byte === 0 ? `(i64.shl ${value} (i64.const 3))` : `(i64.shr_u ${value} (i64.const ${byte * 8 - 3}))`
  return `(i64.load offset=${table * 2048} (i32.and (i32.wrap_i64 ${shifted}) (i32.const 2040)))`
}

/** Pairs of pairs, so that the additions do not wait for each other. */
function sum(type: 'i64' | 'v128', terms: readonly string[]): string {
  const half = terms.length >> 1
  if (half === 0) return terms.join('')
  return `(${type}.xor ${sum(type, terms.slice(0, half))} ${sum(type, terms.slice(half))})`
}

const eight = [0, 1, 2, 3, 4, 5, 6, 7]
const step = sum('i64', [
  ...eight.map((byte) => look(15 - byte, '$first', byte)),
  ...eight.map((byte) => look(7 - byte, '$second', byte)),
])

/** One block and what was struck out before it, `$q` being `degree` blocks behind. */
const folded = (at: number): string =>
  sum('v128', [
    `(v128.load offset=${at * 16} (local.get $p))`,
    ...exponents.map((exponent) => `(v128.load offset=${(exponent + at) * 16} (local.get $q))`),
  ])

const strike = Array.from(
  { length: unrolled },
  (_, at) => `(v128.store offset=${(degree + at) * 16} (local.get $q) ${folded(at)})`,
)

// Slicing by 16: table k advances a byte by k more zero bytes. The importer brings a memory of the size it needs.
const source = `(module
 (memory (import "env" "memory") 1)
 (func (export "init") (local $i i32) (local $j i32) (local $c i64)
  (loop $bytes
   (local.set $c (i64.extend_i32_u (local.get $i)))
   (local.set $j (i32.const 0))
   (loop $bits
    (local.set $c (i64.xor (i64.shr_u (local.get $c) (i64.const 1))
     (i64.and (i64.sub (i64.const 0) (i64.and (local.get $c) (i64.const 1))) (i64.const 0xC96C5795D7870F42))))
    (br_if $bits (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 8))))
   (i64.store (i32.shl (local.get $i) (i32.const 3)) (local.get $c))
   (br_if $bytes (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 256))))
  (local.set $i (i32.const 0))
  (loop $next
   (local.set $c (i64.load (i32.shl (local.get $i) (i32.const 3))))
   (i64.store offset=2048 (i32.shl (local.get $i) (i32.const 3))
    (i64.xor (i64.shr_u (local.get $c) (i64.const 8))
     (i64.load (i32.shl (i32.and (i32.wrap_i64 (local.get $c)) (i32.const 255)) (i32.const 3)))))
   (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
    (i32.const ${(tableCount - 1) * 256})))))
 (func (export "update") (param $c i64) (param $p i32) (param $n i32) (result i64)
  (local $blocks i32)
  (local.set $c (i64.xor (local.get $c) (i64.const -1)))
  (if (i32.ge_u (local.get $n) (i32.const ${foldFrom})) (then
   (local.set $blocks (i32.and (i32.sub (i32.shr_u (local.get $n) (i32.const 4)) (i32.const ${degree}))
    (i32.const ${-unrolled})))
   (call $fold (local.get $c) (local.get $p) (local.get $blocks))
   (local.set $c (call $slice (i64.const 0) (i32.const ${remainder}) (i32.const ${degree * 16})))
   (local.set $blocks (i32.shl (i32.add (local.get $blocks) (i32.const ${degree})) (i32.const 4)))
   (local.set $p (i32.add (local.get $p) (local.get $blocks)))
   (local.set $n (i32.sub (local.get $n) (local.get $blocks)))))
  (i64.xor (call $slice (local.get $c) (local.get $p) (local.get $n)) (i64.const -1)))
 ;; Strikes out so many blocks, and leaves the same checksum in the remainder's \`degree\` blocks. The checksum so far
 ;; goes in where only the first block finds it.
 (func $fold (param $c i64) (param $p i32) (param $blocks i32) (local $q i32) (local $stop i32) (local $many i32)
  (memory.fill (i32.const ${scratch}) (i32.const 0) (i32.const ${degree * 16}))
  (i64.store (i32.const ${scratch}) (local.get $c))
  (loop $chunk
   (local.set $many (select (local.get $blocks) (i32.const ${chunkBlocks})
    (i32.lt_u (local.get $blocks) (i32.const ${chunkBlocks}))))
   (local.set $q (i32.const ${scratch}))
   (local.set $stop (i32.add (local.get $q) (i32.shl (local.get $many) (i32.const 4))))
   (loop $blocks
    ${strike.join('\n    ')}
    (local.set $p (i32.add (local.get $p) (i32.const ${unrolled * 16})))
    (br_if $blocks (i32.ne (local.tee $q (i32.add (local.get $q) (i32.const ${unrolled * 16}))) (local.get $stop))))
   (memory.copy (i32.const ${scratch}) (local.get $q) (i32.const ${degree * 16}))
   (br_if $chunk (local.tee $blocks (i32.sub (local.get $blocks) (local.get $many)))))
  (memory.fill (i32.const ${scratch + degree * 16}) (i32.const 0) (i32.const ${degree * 16}))
  (local.set $q (i32.const ${scratch}))
  (loop $rest
   (v128.store offset=${remainder - scratch} (local.get $q) ${folded(0)})
   (local.set $p (i32.add (local.get $p) (i32.const 16)))
   (br_if $rest (i32.ne (local.tee $q (i32.add (local.get $q) (i32.const 16)))
    (i32.const ${scratch + degree * 16})))))
 (func $slice (param $c i64) (param $p i32) (param $n i32) (result i64)
  (local $first i64) (local $second i64) (local $end i32)
  (local.set $end (i32.add (local.get $p) (i32.and (local.get $n) (i32.const -16))))
  (block $done (loop $sixteen
   (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
   (local.set $first (i64.xor (local.get $c) (i64.load (local.get $p))))
   (local.set $second (i64.load offset=8 (local.get $p)))
   (local.set $c ${step})
   (local.set $p (i32.add (local.get $p) (i32.const 16)))
   (br $sixteen)))
  (local.set $end (i32.add (local.get $end) (i32.and (local.get $n) (i32.const 15))))
  (block $over (loop $one
   (br_if $over (i32.ge_u (local.get $p) (local.get $end)))
   (local.set $c (i64.xor (i64.shr_u (local.get $c) (i64.const 8))
    (i64.load (i32.shl (i32.and (i32.xor (i32.wrap_i64 (local.get $c)) (i32.load8_u (local.get $p)))
     (i32.const 255)) (i32.const 3)))))
   (local.set $p (i32.add (local.get $p) (i32.const 1)))
   (br $one)))
  (local.get $c)))`

const { parseWat } = await wabt()
const { buffer } = parseWat('crc64.wat', source).toBinary({})
const base64 = Buffer.from(buffer).toString('base64')
const lines = base64.match(/.{1,100}/g) ?? []
const file = resolve(import.meta.dirname, '../../main/oss/crc64-wasm-bytes.ts')
writeFileSync(
  file,
  `// Made by build/crc64/make-wasm.ts: CRC-64/XZ by folding, and slicing by 16; ${buffer.length} bytes of WebAssembly.
export const crc64ReservedBytes = ${reservedBytes}
export const crc64WasmBase64 =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`,
)
