// A curl command for a link, quoted for a POSIX shell.
import { breaksInLinks } from '../../shared/oss/object-key.ts'

type Options = {
  url: string
  objectKey: string
  headers: readonly { name: string; value: string }[]
}

/** Everything between single quotes is taken as it is; a single quote itself is stepped around. */
export const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** The file to send is named as the object is; the sender puts their own file's name there. */
export function curlCommand({ url, objectKey, headers }: Options): string {
  const name = objectKey.split('/').at(-1) ?? ''
  const sent = headers.map((header) => `-H ${quote(`${header.name}: ${header.value}`)}`)
  // curl itself would collapse the dots.
  const raw = breaksInLinks(objectKey) ? ['--path-as-is'] : []
  return ['curl', ...raw, ...(name === '' ? putBytes(headers) : putFile(name)), ...sent, quote(url)].join(' ')
}

/** -T streams the file and adds no Content-Type. It expands {} and [] in the name unless told not to; `-` is stdin. */
function putFile(name: string): string[] {
  const glob = /[{}[\]]/.test(name) ? ['-g'] : []
  return [...glob, '-T', quote(name.startsWith('-') ? `./${name}` : name)]
}

/** To a URL that ends in `/` -T would append the file's name; --data-binary would add a Content-Type of its own. */
function putBytes(headers: Options['headers']): string[] {
  const hasType = headers.some(({ name }) => name.toLowerCase() === 'content-type')
  return ['-X', 'PUT', ...(hasType ? [] : ['-H', quote('Content-Type:')]), '--data-binary', quote('@file')]
}
