// `peer.js NAME JOB`: one of the others, once. Prints one line of JSON.
import { peers } from './peers.ts'
import type { PeerJob, PeerName } from './peers.ts'

const [name = '', job = '{}'] = process.argv.slice(2)
if (!Object.hasOwn(peers, name)) throw new Error(`no peer is called ${name}`)
// Both come from table.ts, which writes them from these types.
console.log(JSON.stringify(await peers[name as PeerName](JSON.parse(job) as PeerJob)))
process.exit(0)
