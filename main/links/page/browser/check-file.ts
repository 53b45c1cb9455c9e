// Whether a file is one that was asked for, before anything is sent.
import type { PageFacts } from '../facts.ts'
import type { ProblemKind } from './problem.ts'

type FileFacts = Pick<File, 'name' | 'size' | 'type'>

/** By what the device calls it, or by its name: devices that do not know a kind call it nothing. */
export function isRightKind(file: FileFacts, kind: PageFacts['kind']): boolean {
  if (!kind) return true
  const name = file.name.toLowerCase()
  return file.type === kind.contentType || kind.extensions.some((extension) => name.endsWith(`.${extension}`))
}

export function fileProblem(
  file: FileFacts,
  { kind, maxBytes, exactBytes }: Pick<PageFacts, 'kind' | 'maxBytes' | 'exactBytes'>,
): ProblemKind | undefined {
  if (!isRightKind(file, kind)) return 'wrongKind'
  if (exactBytes !== undefined) return file.size === exactBytes ? undefined : 'wrongSize'
  if (file.size > maxBytes) return 'tooLarge'
  return file.size === 0 ? 'empty' : undefined
}

/** A dropped folder, or a file that was moved or changed since it was chosen, cannot be read. */
export async function isReadable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer()
    return true
  } catch {
    return false
  }
}
