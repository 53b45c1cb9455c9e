// Run as a process of its own: sends `size` bytes of a file and prints how far its memory grew, which a test that
// shares its process with a server and other tests cannot tell.
import { createHttpTransport } from '../http-transport.ts'

const [host = '', path = '', size = '0'] = process.argv.slice(2)
const before = process.memoryUsage().rss
let peak = before
const transport = createHttpTransport()
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
process.stdout.write(JSON.stringify({ sentBytes, grownBytes: peak - before }))
