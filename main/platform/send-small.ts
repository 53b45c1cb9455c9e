// A small file in one PUT straight to the server: read, checksummed and written at once.
import type { Exchange, RequestBody } from '../oss/types.ts'
import type { BodyBuffers } from './body-buffers.ts'
import { fileError } from './file-error.ts'
import type { HopTransport, RoutedRequest } from './proxy-hop.ts'
import type { QuickDisk } from './quick-disk.ts'
import { smallBytes } from './quick-disk.ts'
import type { ShortTalk } from './short-talk.ts'
import type { SpeedLimit } from './speed-limit.ts'

type SmallBody = Extract<RequestBody, { kind: 'file' }>
type SendOptions = Parameters<HopTransport['send']>[2]

export type SmallParts = {
  talk: ShortTalk
  disk: QuickDisk
  speedLimit: SpeedLimit
  /** For one checksum at a time. */
  checksum: () => BodyBuffers
}

const visible = /^[\x21-\x7e]+$/
const name = /^[\w!#$%&'*+.^`|~-]+$/
const value = /^[\t\x20-\x7e]*$/
/** Written by us. */
const own = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'expect'])

/** Undefined for one that needs more care: `node:http` spells it, or says what is wrong with it. */
function headOf({ method, path, host, headers }: RoutedRequest, length: number): string | undefined {
  if (!visible.test(path) || !visible.test(host)) return undefined
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n`
  for (const key in headers) {
    const text = headers[key] ?? ''
    if (!name.test(key) || !value.test(text) || own.has(key.toLowerCase())) return undefined
    head += `${key}: ${text}\r\n`
  }
  return `${head}content-length: ${length}\r\n\r\n`
}

const isStraight = ({ hops }: RoutedRequest): boolean =>
  hops === undefined || (hops.length === 1 && hops[0]?.kind === 'direct')

/** Undefined for what is not small, not a file, not to go straight, or to be held back: it goes the usual way. */
export function createSmallSender({ talk, disk, speedLimit, checksum }: SmallParts) {
  let sums: BodyBuffers | undefined

  const crc64Of = (bytes: Uint8Array): string => {
    sums ??= checksum()
    sums.reset()
    sums.buffers[0].set(bytes)
    sums.update(0, bytes.length)
    return sums.digest()
  }

  const send = async (
    request: RoutedRequest,
    body: SmallBody,
    head: string,
    { signal, onSent }: SendOptions,
  ): Promise<Exchange> => {
    signal.throwIfAborted()
    const bytes = read(body, head)
    const content = bytes.subarray(head.length)
    let sentCrc64: string | undefined
    const onWritten = (): void => {
      sentCrc64 = crc64Of(content)
      if (content.length > 0) onSent?.(content.length)
    }
    const { protocol, host } = request
    const response = await talk.send({ protocol, host, bytes, onWritten }, signal)
    const isLooked = body.mtimeMs !== undefined && response.status < 300
    const fileNow = isLooked ? await disk.look(body.path) : undefined
    return {
      ...{ response, sentBytes: sentCrc64 === undefined ? 0 : content.length },
      ...(sentCrc64 === undefined ? {} : { sentCrc64 }),
      ...(fileNow === undefined ? {} : { fileNow }),
    }
  }

  const read = (body: SmallBody, head: string): Buffer => {
    try {
      const bytes = disk.read(body, head.length)
      bytes.write(head, 0, 'latin1')
      return bytes
    } catch (error) {
      throw fileError(error)
    }
  }

  return (request: RoutedRequest, body: RequestBody, options: SendOptions): Promise<Exchange> | undefined => {
    if (body.kind !== 'file' || body.end - body.start > smallBytes || request.method !== 'PUT') return undefined
    if (!isStraight(request) || !speedLimit.isOff || !disk.isQuick()) return undefined
    const head = headOf(request, body.end - body.start)
    return head === undefined ? undefined : send(request, body, head, options)
  }
}
