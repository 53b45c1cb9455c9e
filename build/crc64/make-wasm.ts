// Writes main/oss/crc64-wasm-bytes.ts: `node build/crc64/make-wasm.ts`. Needed only when the code below changes.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import wabt from 'wabt'

const tableCount = 16
/** The buffers begin behind the tables; written into the made file. */
const tableBytes = tableCount * 256 * 8

/** Table number `table` at the byte of `variable` that lies `shift` bits up. */
function look(table: number, variable: string, shift: number): string {
  const shifted = shift === 0 ? `(local.get ${variable})` : `(i64.shr_u (local.get ${variable}) (i64.const ${shift}))`
  const index = `(i32.shl (i32.and (i32.wrap_i64 ${shifted}) (i32.const 255)) (i32.const 3))`
  return `(i64.load offset=${table * 2048} ${index})`
}

const eight = [0, 1, 2, 3, 4, 5, 6, 7]
const terms = [
  ...eight.map((byte) => look(15 - byte, '$first', byte * 8)),
  ...eight.map((byte) => look(7 - byte, '$second', byte * 8)),
]
const step = terms.reduce((sum, term) => `(i64.xor ${sum} ${term})`)

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
  (local $first i64) (local $second i64) (local $end i32)
  (local.set $c (i64.xor (local.get $c) (i64.const -1)))
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
  (i64.xor (local.get $c) (i64.const -1))))`

const { parseWat } = await wabt()
const { buffer } = parseWat('crc64.wat', source).toBinary({})
const base64 = Buffer.from(buffer).toString('base64')
const lines = base64.match(/.{1,100}/g) ?? []
const file = resolve(import.meta.dirname, '../../main/oss/crc64-wasm-bytes.ts')
writeFileSync(
  file,
  `// Made by build/crc64/make-wasm.ts: CRC-64/XZ slicing by 16, ${buffer.length} bytes of WebAssembly.
export const crc64TableBytes = ${tableBytes}
export const crc64WasmBase64 =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`,
)
