// multipart/form-data as it arrives: small fields first, then the file as a stream of its own.
import { invalidArgument, Refusal } from './refusal.ts'

export type FilePart = { fileName: string; contentType: string | undefined; chunks: AsyncIterable<Buffer> }

export type Form = {
  /** By `fieldName`. */
  fields: ReadonlyMap<string, string>
  file: FilePart | undefined
}

const maxFieldsBytes = 2 * 1024 * 1024
const maxPartHeaderBytes = 16 * 1024

const headerFields = ['content-type', 'content-disposition', 'content-encoding', 'cache-control', 'expires']

/** Field names are case sensitive, except those that are HTTP headers. */
export function fieldName(name: string): string {
  const lower = name.toLowerCase()
  return headerFields.includes(lower) ? lower : name
}

const malformed = (): Refusal =>
  new Refusal(400, 'MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.')

/** The boundary named by a Content-Type, or undefined when it is no form. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const found = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '')
  return found?.[1] ?? found?.[2]
}

/** Reads on demand, and keeps what was read too far. */
class Reader {
  readonly #source: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)
  #isOver = false

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async #more(): Promise<boolean> {
    if (this.#isOver) return false
    const { done, value } = await this.#source.next()
    if (done) this.#isOver = true
    else this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value])
    return !done
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length)
    this.#held = this.#held.subarray(length)
    return taken
  }

  /** The bytes before `mark`, which is passed over. */
  async upTo(mark: Buffer, limitBytes: number): Promise<Buffer> {
    const parts: Buffer[] = []
    let size = 0
    for await (const part of this.until(mark)) {
      parts.push(part)
      size += part.length
      if (size > limitBytes) throw new Refusal(400, 'EntityTooLarge', 'A field of the form is too large.')
    }
    return Buffer.concat(parts)
  }

  /** The bytes before `mark` as they come; `mark` is passed over. Never holds more than a chunk and a mark. */
  async *until(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark)
      if (at >= 0) {
        if (at > 0) yield this.#take(at)
        this.#take(mark.length)
        return
      }
      const safe = this.#held.length - mark.length + 1
      if (safe > 0) yield this.#take(safe)
      if (!(await this.#more())) throw malformed()
    }
  }

  async exactly(length: number): Promise<Buffer> {
    while (this.#held.length < length) if (!(await this.#more())) throw malformed()
    return this.#take(length)
  }

  async skipRest(): Promise<void> {
    do this.#held = Buffer.alloc(0)
    while (await this.#more())
  }
}

type PartHeaders = { name: string; fileName: string | undefined; contentType: string | undefined }

function parsePartHeaders(text: string): PartHeaders {
  const header = (name: string): string | undefined => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(text)?.[1]?.trim()
  const disposition = header('content-disposition') ?? ''
  const parameter = (name: string): string | undefined =>
    new RegExp(`;\\s*${name}="((?:\\\\"|[^"])*)"`, 'i').exec(disposition)?.[1]
  const name = parameter('name')
  if (name === undefined) throw malformed()
  // Browsers write quotes as %22 and line ends as %0D%0A, and nothing else.
  const undo = (value: string): string => value.replaceAll('%22', '"').replaceAll('\\"', '"')
  const fileName = parameter('filename')
  return { name: undo(name), fileName: fileName && undo(fileName), contentType: header('content-type') }
}

/**
 * Reads the fields up to the part called `file`, whose chunks are then to be read to their end. Fields after the file
 * are passed over, as OSS does.
 */
export async function readForm(chunks: AsyncIterable<Buffer>, boundary: string): Promise<Form> {
  const reader = new Reader(chunks)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const lineEnd = Buffer.from('\r\n')
  const fields = new Map<string, string>()
  let fieldsBytes = 0
  const opening = await reader.upTo(Buffer.from(`--${boundary}`), maxPartHeaderBytes)
  if (opening.length > 0 && !opening.toString('latin1').endsWith('\r\n')) throw malformed()
  for (;;) {
    const end = await reader.exactly(2)
    if (end.toString('latin1') === '--') return { fields, file: undefined }
    if (!end.equals(lineEnd)) throw malformed()
    const part = parsePartHeaders((await reader.upTo(Buffer.from('\r\n\r\n'), maxPartHeaderBytes)).toString('utf8'))
    if (part.name === 'file') {
      const { fileName = '', contentType } = part
      return { fields, file: { fileName, contentType, chunks: fileChunks(reader, delimiter) } }
    }
    const value = await reader.upTo(delimiter, maxFieldsBytes)
    fieldsBytes += value.length
    if (fieldsBytes > maxFieldsBytes) throw new Refusal(400, 'EntityTooLarge', 'The fields of the form are too large.')
    const name = fieldName(part.name)
    if (fields.has(name)) throw invalidArgument(`The form field ${part.name} appears twice.`)
    fields.set(name, value.toString('utf8'))
  }
}

async function* fileChunks(reader: Reader, delimiter: Buffer): AsyncGenerator<Buffer> {
  yield* reader.until(delimiter)
  await reader.skipRest()
}
