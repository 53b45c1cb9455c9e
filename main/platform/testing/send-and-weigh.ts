// Run as a process of its own: sends `size` bytes of a file and prints how far its memory grew, which a test that
// shares its process with a server and other tests cannot tell.
import { readFileSync } from 'node:fs'
import { createHttpTransport } from '../http-transport.ts'

/** All this process has read with system calls, files and sockets; unknown where there is no /proc. */
const readSoFar = (): number | undefined => {
  try {
    return Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

const [host = '', path = '', size = '0'] = process.argv.slice(2)
const before = process.memoryUsage().rss
let peak = before
const transport = createHttpTransport()
const readBefore = readSoFar()
const { sentBytes } = await transport.send(
  { method: 'PUT', protocol: 'http:', host, path: '/bucket/key', headers: {} },
  { kind: 'file', path, start: 0, end: Number(size) },
  {
    signal: new AbortController().signal,
    onSent: () => {
      peak = Math.max(peak, process.memoryUsage.rss())
    },
  },
)
transport.close()
const readAfter = readSoFar()
const readBytes = readBefore === undefined || readAfter === undefined ? undefined : readAfter - readBefore
process.stdout.write(JSON.stringify({ sentBytes, grownBytes: peak - before, readBytes }))
