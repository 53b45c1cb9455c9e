// `sink.js fast none|pattern` or `sink.js line LINE`: the other end in a process of its own. Tells its port, and on each
// message what it has received so far.
import { startLine } from './line.ts'
import type { Line } from './line.ts'
import { startSink } from './sink.ts'

const [kind, how = ''] = process.argv.slice(2)
// processes.ts writes it from this type.
const server =
  kind === 'line' ? await startLine(JSON.parse(how) as Line) : await startSink(how === 'pattern' ? 'pattern' : 'none')
process.send?.({ port: server.port })
process.on('message', () => process.send?.(server.counts()))
process.on('disconnect', () => process.exit(0))
