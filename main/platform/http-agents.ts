// The connections: kept alive, verified against the operating system's and the built-in certificates.
import * as http from 'node:http'
import * as https from 'node:https'
import * as tls from 'node:tls'
import type { Duplex } from 'node:stream'
import { createSharedLookup } from './shared-lookup.ts'

export type AgentOptions = {
  /** Per host. */
  maxSockets?: number
  /** An idle connection is closed after this long: before the server's own limit, so that none is found dead. */
  idleSocketMs?: number
  /** PEM certificates trusted instead of the system's and the built-in ones. */
  ca?: readonly string[]
}

export type Agents = {
  of(protocol: 'http:' | 'https:'): http.Agent
  /** Closes every connection, also those in use. The agents can be used again. */
  destroy(): void
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

class PlainAgent extends http.Agent {
  override createConnection(...args: Parameters<http.Agent['createConnection']>): Connected {
    return writeTextAsLatin1(super.createConnection(...args))
  }
}

class SecureAgent extends https.Agent {
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

export function createAgents({ maxSockets = 64, idleSocketMs = 20_000, ca }: AgentOptions = {}): Agents {
  const shared = {
    keepAlive: true,
    maxSockets,
    maxFreeSockets: maxSockets,
    timeout: idleSocketMs,
    lookup: createSharedLookup(),
    autoSelectFamily: true,
    // Node gives each address but the last 250 ms, less than a round trip to the other side of the world.
    autoSelectFamilyAttemptTimeout: 1000,
  }
  const plain = new PlainAgent(shared)
  let secure: https.Agent | undefined

  // Made at the first secure request: reading several hundred certificates takes tens of milliseconds. One context
  // serves every connection, so that this is paid once.
  const openSecure = (): https.Agent => {
    const secureContext = tls.createSecureContext({ ca: ca ? [...ca] : trustedCertificates() })
    // Said explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
    return new SecureAgent({ ...shared, secureContext, rejectUnauthorized: true })
  }

  return {
    of: (protocol) => (protocol === 'http:' ? plain : (secure ??= openSecure())),
    destroy() {
      plain.destroy()
      secure?.destroy()
    },
  }
}
