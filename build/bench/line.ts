// A long line, simulated: every answer a round trip late, each connection limited, and all of them together.
import * as net from 'node:net'
import type { SinkCounts } from './sink-answers.ts'
import { createAnswers } from './sink-answers.ts'
import { Connection } from './sink.ts'
import type { Sink } from './sink.ts'

export type Line = { roundTripMs: number; bytesPerSecondEach: number; bytesPerSecondAll: number }

const tickMs = 5
/** What a limit allows may be saved up for so long. */
const burstMs = 50

type Wire = { socket: net.Socket; connection: Connection; allowed: number; opensAtMs: number }

/** Of what all may have, each takes its share, and what one leaves the next may have. */
function share(wires: Set<Wire>, line: Line, allowed: number, passedMs: number): number {
  const each = (line.bytesPerSecondEach * passedMs) / 1000
  const most = (line.bytesPerSecondEach * burstMs) / 1000
  let left = allowed
  const nowMs = performance.now()
  const waiting = [...wires].filter(({ socket, opensAtMs }) => opensAtMs <= nowMs && socket.readableLength > 0)
  for (const wire of wires) wire.allowed = Math.min(wire.allowed + each, most)
  let others = waiting.length
  for (const wire of waiting.sort((a, b) => a.allowed - b.allowed)) {
    const count = Math.floor(Math.min(wire.allowed, left / others--, wire.socket.readableLength))
    if (count < 1) continue
    // It holds at least so many bytes, and gives nothing but buffers.
    const bytes = wire.socket.read(count) as Buffer | null
    if (!bytes) continue
    wire.allowed -= bytes.length
    left -= bytes.length
    wire.connection.take(bytes)
  }
  return left
}

export function startLine(line: Line): Promise<Sink> {
  const answers = createAnswers(() => undefined)
  const wires = new Set<Wire>()
  let received = 0
  const server = net.createServer({ highWaterMark: 256 * 1024 }, (socket) => {
    const late = (text: string): void => void setTimeout(() => socket.write(text, 'latin1'), line.roundTripMs)
    const connection = new Connection(answers, 'none', late, (bytes) => (received += bytes))
    const wire: Wire = { socket, connection, allowed: 0, opensAtMs: performance.now() + line.roundTripMs }
    wires.add(wire)
    socket.setNoDelay(true)
    // Without a listener for it the stream reads nothing ahead.
    socket.on('readable', () => undefined)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => wires.delete(wire))
  })
  let atMs = performance.now()
  let allowed = 0
  const ticking = setInterval(() => {
    const nowMs = performance.now()
    const passedMs = nowMs - atMs
    atMs = nowMs
    const most = (line.bytesPerSecondAll * burstMs) / 1000
    allowed = share(wires, line, Math.min(allowed + (line.bytesPerSecondAll * passedMs) / 1000, most), passedMs)
  }, tickMs)
  const counts = (): SinkCounts => ({ ...answers.counts(), bodyBytes: received, connections: wires.size })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      // A server listening on TCP has such an address.
      const { port } = server.address() as net.AddressInfo
      const close = (): void => {
        clearInterval(ticking)
        server.close()
      }
      resolve({ port, counts, close })
    })
  })
}
