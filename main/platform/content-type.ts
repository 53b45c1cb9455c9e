import mime from 'mime'

/** Of the extensions met so far: a folder of a million files has a few. */
const known = new Map<string, string>()
const mostKnown = 1000

/** By the name's extension; what is unknown is just bytes. Never empty: OSS would make up a type of its own. */
export function guessContentType(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1)
  const before = known.get(extension)
  if (before !== undefined && extension.length < name.length) return before
  // With a slash in front, a name without a dot is not mistaken for an extension.
  const type = mime.getType(`/${name}`) ?? 'application/octet-stream'
  if (extension.length < name.length && known.size < mostKnown) known.set(extension, type)
  return type
}

/** Without dots, the usual one first. Empty for a type that is not known. */
export function extensionsOf(contentType: string): readonly string[] {
  const usual = mime.getExtension(contentType)
  const all = [...(mime.getAllExtensions(contentType) ?? [])]
  return usual === null ? all : [usual, ...all.filter((each) => each !== usual)]
}
