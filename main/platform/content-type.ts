import mime from 'mime'

/** By the name's extension; what is unknown is just bytes. Never empty: OSS would make up a type of its own. */
export function guessContentType(name: string): string {
  // With a slash in front, a name without a dot is not mistaken for an extension.
  return mime.getType(`/${name}`) ?? 'application/octet-stream'
}

/** Without dots, the usual one first. Empty for a type that is not known. */
export function extensionsOf(contentType: string): readonly string[] {
  const usual = mime.getExtension(contentType)
  const all = [...(mime.getAllExtensions(contentType) ?? [])]
  return usual === null ? all : [usual, ...all.filter((each) => each !== usual)]
}
