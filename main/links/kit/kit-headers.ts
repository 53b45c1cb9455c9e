// Which request of a multipart upload carries which header of a link. OSS wants each in its place: a storage class at
// Complete is refused (EC 0042-00000202), an ACL is only read there.

type Headers = Readonly<Record<string, string>>

const atComplete = new Set(['x-oss-object-acl', 'x-oss-callback', 'x-oss-callback-var'])
/** At both: a name that is taken is told when the link is made, and again by whoever comes second. */
const atBoth = new Set(['x-oss-forbid-overwrite'])
/** Of each part, in its query; and its own length, which differs from that of the whole. */
const ofParts = new Set(['x-oss-traffic-limit', 'content-length'])

/** `headers` are those of the same upload by PUT. */
export function headersByRequest(headers: Headers): { initiate: Headers; complete: Headers } {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const isComplete = (name: string) => atComplete.has(name) || atBoth.has(name)
  return {
    initiate: Object.fromEntries(entries.filter(([name]) => !atComplete.has(name) && !ofParts.has(name))),
    complete: Object.fromEntries(entries.filter(([name]) => isComplete(name))),
  }
}
