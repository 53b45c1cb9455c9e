// Where a dropped thing goes in the bucket.
import { numberedKey } from '../../shared/oss/numbered-key.ts'
import { checkObjectKey, normalizeObjectKey } from '../../shared/oss/object-key.ts'

/** The object key of a file below a destination. Throws AppError `object.invalidKey` or `object.keyTooLong`. */
export function objectKeyFor(destination: string, relativePath: string): string {
  const objectKey = normalizeObjectKey(destination + relativePath)
  checkObjectKey(objectKey)
  return objectKey
}

/** The last name of a path of this computer; of a drive or the root, its letter or nothing. */
export function nameOfPath(path: string): string {
  // Only POSIX paths start with one slash, and there a backslash is a letter like any other.
  const separators = path.startsWith('/') ? /\/+/ : /[/\\]+/
  const names = path.split(separators).filter((name) => name !== '')
  return (names.at(-1) ?? '').replace(/:$/, '')
}

/** Bounds the search for a free name: each try is a request. */
const highestNumber = 1000

/** The names to try in turn for "keep both", from the one a file has on. */
export function* namesToTry(originalKey: string, currentKey: string): Generator<string> {
  yield currentKey
  let isPast = currentKey === originalKey
  for (let number = 2; number <= highestNumber; number++) {
    const objectKey = numberedKey(originalKey, number)
    if (isPast) yield objectKey
    isPast ||= objectKey === currentKey
  }
}
