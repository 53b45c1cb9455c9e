/** Node's own switch against verifying certificates. Gone before the first connection, and from what our threads inherit. */
export function forgetUnsafeSettings(env: Record<string, string | undefined>): void {
  delete env['NODE_TLS_REJECT_UNAUTHORIZED']
}
