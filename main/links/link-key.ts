import { AppError } from '../../shared/errors.ts'
import { breaksInLinks, checkObjectKey, normalizeObjectKey } from '../../shared/oss/object-key.ts'

/** The key a link may be for. Throws `object.invalidKey`, `object.keyTooLong` or `object.outsideFolder`. */
export function linkKey(typed: string, folder: string): string {
  const objectKey = normalizeObjectKey(typed)
  checkObjectKey(objectKey)
  // Browsers and HTTP clients collapse `.` and `..`, and the signature would no longer fit.
  if (breaksInLinks(objectKey)) throw new AppError('object.invalidKey')
  if (!objectKey.startsWith(folder) || objectKey === folder) {
    throw new AppError('object.outsideFolder', { params: { folder } })
  }
  return objectKey
}
