import mime from 'mime'

/** By the name's extension; what is unknown is just bytes. Never empty: OSS would make up a type of its own. */
export function guessContentType(name: string): string {
  // With a slash in front, a name without a dot is not mistaken for an extension.
  return mime.getType(`/${name}`) ?? 'application/octet-stream'
}
