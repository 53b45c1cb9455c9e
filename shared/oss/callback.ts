// Upload callbacks: whom OSS tells when a file has arrived, and in which words. Rules and spelling.
import { base64, base64Length } from './base64.ts'

/** As LinkCallback of shared/model/link.ts has it. */
export type CallbackSettings = {
  url: string
  host?: string | undefined
  body: string
  bodyType: 'application/x-www-form-urlencoded' | 'application/json'
  variables: Readonly<Record<string, string>>
  isSni?: boolean | undefined
}

export const maxCallbackUrls = 5
/** Of each of the two headers, in base64 (EC 0007-00000101). */
export const maxCallbackLength = 5120

/** What OSS fills in. */
export const callbackPlaceholders = [
  'bucket',
  'object',
  'etag',
  'size',
  'mimeType',
  'imageInfo.height',
  'imageInfo.width',
  'imageInfo.format',
  'crc64',
  'contentMd5',
  'vpcId',
  'clientIp',
  'reqId',
  'operation',
] as const

/** `unknown` and `unset` name the placeholder, `variable` the name. */
export type CallbackProblem =
  | { part: 'url'; problem: 'missing' | 'address' | 'tooMany' }
  | { part: 'host'; problem: 'host' }
  | { part: 'body'; problem: 'missing' | 'json' | 'tooLong' }
  | { part: 'body'; problem: 'unknown' | 'unset'; name: string }
  | { part: 'variables'; problem: 'name' | 'duplicate'; name: string }
  | { part: 'variables'; problem: 'tooLong' }

const placeholder = /\$\{([^}]*)\}/g
const variableName = /^[a-z0-9_.-]{1,100}$/

/** As they are tried, one after the other. */
export const callbackUrls = (url: string): string[] =>
  url
    .split(/[;\n]/)
    .map((each) => each.trim())
    .filter((each) => each !== '')

/** With a host in ASCII: OSS wants everything else percent-encoded, which callbackTexts does. */
const isAddress = (url: string): boolean =>
  /^https?:\/\/(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?$/i.test(url)

/** Addresses nobody outside this network can reach, OSS included. */
export const isPrivateAddress = (url: string): boolean =>
  /^https?:\/\/(?:localhost|127\.|0\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|\[(?:::1|f[cd]|fe80)|[^/:?#.]+(?:[/:?#]|$))/i.test(
    url,
  )

/** `x:` pasted along is taken off. */
export const variableKey = (typed: string): string => typed.trim().replace(/^x:/, '')

/** In JSON a placeholder stands without quotes: OSS writes them around texts itself. */
function isJsonBody(body: string): boolean {
  try {
    JSON.parse(body.replace(placeholder, '"v"'))
    return true
  } catch {
    return false
  }
}

function bodyProblem({ body, bodyType, variables }: CallbackSettings): CallbackProblem | undefined {
  if (body.trim() === '') return { part: 'body', problem: 'missing' }
  const known: readonly string[] = callbackPlaceholders
  const own = Object.keys(variables).map((name) => `x:${variableKey(name)}`)
  for (const [, name = ''] of body.matchAll(placeholder)) {
    if (known.includes(name) || own.includes(name)) continue
    return { part: 'body', problem: name.startsWith('x:') ? 'unset' : 'unknown', name }
  }
  return bodyType === 'application/json' && !isJsonBody(body) ? { part: 'body', problem: 'json' } : undefined
}

function variablesProblem(variables: CallbackSettings['variables']): CallbackProblem | undefined {
  const seen = new Set<string>()
  for (const typed of Object.keys(variables)) {
    const name = variableKey(typed)
    if (!variableName.test(name)) return { part: 'variables', problem: 'name', name: typed }
    if (seen.has(name)) return { part: 'variables', problem: 'duplicate', name: typed }
    seen.add(name)
  }
  return undefined
}

/** The first rule the settings break. */
export function callbackProblem(settings: CallbackSettings): CallbackProblem | undefined {
  const urls = callbackUrls(settings.url)
  if (urls.length === 0) return { part: 'url', problem: 'missing' }
  if (urls.length > maxCallbackUrls) return { part: 'url', problem: 'tooMany' }
  if (!urls.every(isAddress)) return { part: 'url', problem: 'address' }
  if (settings.host !== undefined && !/^[a-z0-9.-]+(?::\d{1,5})?$/i.test(settings.host.trim())) {
    return { part: 'host', problem: 'host' }
  }
  const found = variablesProblem(settings.variables) ?? bodyProblem(settings)
  if (found !== undefined) return found
  const { callback, variables } = callbackTexts(settings)
  if (base64Length(callback) > maxCallbackLength) return { part: 'body', problem: 'tooLong' }
  if (variables !== undefined && base64Length(variables) > maxCallbackLength) {
    return { part: 'variables', problem: 'tooLong' }
  }
  return undefined
}

/** The JSON of both headers, before base64. Without variables there is no second one. */
export function callbackTexts(settings: CallbackSettings): { callback: string; variables?: string } {
  const { url, host, body, bodyType, variables, isSni } = settings
  const ascii = (text: string): string =>
    text.replace(/[^\x21-\x7e]+/gu, (found) => encodeURIComponent(found.toWellFormed()))
  const callback = JSON.stringify({
    callbackUrl: callbackUrls(url).map(ascii).join(';'),
    ...(host === undefined ? {} : { callbackHost: host.trim() }),
    callbackBody: body,
    callbackBodyType: bodyType,
    ...(isSni === true ? { callbackSNI: true } : {}),
  })
  const named = Object.entries(variables).map(([name, value]) => [`x:${variableKey(name)}`, value])
  return named.length === 0 ? { callback } : { callback, variables: JSON.stringify(Object.fromEntries(named)) }
}

/** By lower-case name. The settings are without problem. */
export function callbackHeaders(settings: CallbackSettings): Record<string, string> {
  const { callback, variables } = callbackTexts(settings)
  return {
    'x-oss-callback': base64(callback),
    ...(variables === undefined ? {} : { 'x-oss-callback-var': base64(variables) }),
  }
}
