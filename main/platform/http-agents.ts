// The connections: kept alive, verified against the operating system's and the built-in certificates.
import type * as http from 'node:http'
import * as net from 'node:net'
import * as tls from 'node:tls'
import type { Duplex } from 'node:stream'
import { HttpAgent, HttpsAgent } from './node-http.ts'
import { PlainProxyAgent, SecureProxyAgent } from './proxy-agents.ts'
import type { Hop } from './proxy-hop.ts'
import { direct, hopKey } from './proxy-hop.ts'
import { createSharedLookup } from './shared-lookup.ts'

export type AgentOptions = {
  /** Per host. */
  maxSockets?: number
  /** An idle connection is closed after this long: before the server's own limit, so that none is found dead. */
  idleSocketMs?: number
  /** For opening a connection through a proxy; one that is opened directly is timed by its conversation. */
  connectMs?: number
  /** PEM certificates trusted instead of the system's and the built-in ones. */
  ca?: readonly string[]
}

/** Where a connection's bytes are read into, and who is told. */
export type Onread = net.OnReadOpts

export type Agents = {
  of(protocol: 'http:' | 'https:', hop?: Hop): http.Agent
  /** A connection without an agent, straight to `host[:port]`, that is the caller's own: opened and verified as theirs. */
  connect(protocol: 'http:' | 'https:', host: string, onread: Onread): net.Socket
  /** Closes the connections nobody uses. */
  dropIdle(): void
  /** Closes every connection, also those in use. The agents can be used again. */
  destroy(): void
}

const hostAndPort = /^(?:\[(?<ip6>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d+))?$/

/** The name or address in `host[:port]` as it is looked up, and the port where one is said. */
export function parseHost(host: string): { hostname: string; port?: number } {
  const { ip6, name, port } = hostAndPort.exec(host)?.groups ?? {}
  return { hostname: ip6 ?? name ?? host, ...(port === undefined ? {} : { port: Number(port) }) }
}

type Connected = Duplex | null | undefined

/**
 * With `Expect: 100-continue` Node writes the header block in the socket's default encoding, which would encode UTF-8
 * header bytes a second time and break the signature. Bodies are always buffers, so this touches header text only.
 */
function writeTextAsLatin1(socket: Connected): Connected {
  socket?.setDefaultEncoding('latin1')
  return socket
}

class PlainAgent extends HttpAgent {
  override createConnection(...args: Parameters<http.Agent['createConnection']>): Connected {
    return writeTextAsLatin1(super.createConnection(...args))
  }
}

class SecureAgent extends HttpsAgent {
  override createConnection(...args: Parameters<http.Agent['createConnection']>): Connected {
    return writeTextAsLatin1(super.createConnection(...args))
  }
}

/** Company networks put their own root into the system's store. Where that cannot be read, Node's own list stands. */
function trustedCertificates(): string[] {
  const builtIn = tls.getCACertificates('default')
  try {
    return [...new Set([...builtIn, ...tls.getCACertificates('system')])]
  } catch {
    return builtIn
  }
}

export function createAgents(options: AgentOptions = {}): Agents {
  const { maxSockets = 64, idleSocketMs = 20_000, connectMs = 10_000, ca } = options
  const lookup = createSharedLookup()
  const shared = {
    keepAlive: true,
    maxSockets,
    maxFreeSockets: maxSockets,
    timeout: idleSocketMs,
    lookup,
    autoSelectFamily: true,
    // Node gives each address but the last 250 ms, less than a round trip to the other side of the world.
    autoSelectFamilyAttemptTimeout: 1000,
  }
  let context: tls.SecureContext | undefined
  // Made at the first secure request: reading several hundred certificates takes tens of milliseconds. One context
  // serves every connection, so that this is paid once.
  const secureContext = (): tls.SecureContext =>
    (context ??= tls.createSecureContext({ ca: ca ? [...ca] : trustedCertificates() }))
  // Said explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
  const verified = () => ({ ...shared, secureContext: secureContext(), rejectUnauthorized: true })

  const open = (protocol: 'http:' | 'https:', hop: Hop): http.Agent => {
    if (hop.kind === 'direct') return protocol === 'http:' ? new PlainAgent(shared) : new SecureAgent(verified())
    const how = { hop, connectMs, lookup, secureContext, prepare: writeTextAsLatin1 }
    return protocol === 'http:' ? new PlainProxyAgent(shared, how) : new SecureProxyAgent(verified(), how)
  }

  /** By host: a connection opened before lets the next one be verified in one step. */
  const sessions = new Map<string, Buffer>()
  const connectSecurely = (host: string, to: net.TcpNetConnectOpts & { onread: Onread }): tls.TLSSocket => {
    const { hostname } = parseHost(host)
    const session = sessions.get(host)
    const socket = tls.connect({
      ...verified(),
      ...to,
      ...{ servername: net.isIP(hostname) ? '' : hostname, ALPNProtocols: ['http/1.1'] },
      ...(session === undefined ? {} : { session }),
    })
    socket.on('session', (fresh) => sessions.set(host, fresh))
    // One that is not taken any more must not be offered again.
    socket.once('error', () => sessions.delete(host))
    return socket
  }

  const agents = new Map<string, http.Agent>()
  return {
    connect(protocol, host, onread) {
      const { hostname, port = protocol === 'http:' ? 80 : 443 } = parseHost(host)
      const { autoSelectFamily, autoSelectFamilyAttemptTimeout } = shared
      const to = { host: hostname, port, lookup, autoSelectFamily, autoSelectFamilyAttemptTimeout, onread }
      return protocol === 'http:' ? net.connect(to) : connectSecurely(host, to)
    },
    of(protocol, hop = direct) {
      const key = protocol + hopKey(hop)
      let agent = agents.get(key)
      if (!agent) agents.set(key, (agent = open(protocol, hop)))
      return agent
    },
    dropIdle() {
      for (const agent of agents.values())
        for (const sockets of Object.values(agent.freeSockets))
          for (const socket of [...(sockets ?? [])]) socket.destroy()
    },
    destroy() {
      for (const agent of agents.values()) agent.destroy()
    },
  }
}
