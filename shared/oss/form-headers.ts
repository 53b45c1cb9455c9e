// Which headers of a PUT a form (PostObject) has a field for.

/** OSS sets these on the object from a field of the same name. */
const fields = ['cache-control', 'content-disposition', 'content-encoding', 'content-type', 'expires']

/** `content-length` needs none: a form's policy holds the size. */
export const hasFormField = (name: string): boolean => {
  const lower = name.toLowerCase()
  return lower.startsWith('x-oss-') || lower === 'content-length' || fields.includes(lower)
}
