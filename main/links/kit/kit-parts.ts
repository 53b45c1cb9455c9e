// What the parts of a kit that have arrived say of the file they are of.
import type { KitParts } from '../../../shared/model/kit.ts'
import type { ListedPart } from '../../oss/multipart-operations.ts'
import type { KitRecord } from './ports.ts'

/**
 * Senders begin with the last part, so the highest number there is says how many there will be, and a hole how many are
 * missing.
 */
export function partsFacts(
  parts: readonly ListedPart[],
  { partSize, exactBytes }: Pick<KitRecord, 'partSize' | 'exactBytes'>,
): Omit<KitParts, 'removedAtMs'> {
  const bytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0)
  const planned = parts.reduce((highest, part) => Math.max(highest, part.partNumber), 0)
  const isWhole =
    planned > 0 &&
    parts.length === planned &&
    parts.every((part) => part.partNumber === planned || part.sizeBytes === partSize) &&
    (exactBytes === undefined || bytes === exactBytes)
  return { accepted: parts.length, planned, bytes, isWhole }
}
