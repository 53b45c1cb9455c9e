// Ends a link that counts only its first upload: an empty file takes the name, and every upload is refused from then on.
import { toShape } from '../../../shared/errors.ts'
import { seenInHead } from './look.ts'
import type { LookingClient, SeenObject } from './ports.ts'

/** Says of the empty file why it is there. */
const placeholderHeaders = {
  'x-oss-forbid-overwrite': 'true',
  'content-type': 'application/octet-stream',
  'x-oss-meta-courier': 'closed-upload-link',
}

export type Closed =
  | { result: 'closed' }
  /** Something had the name before. What it is, if this key may see it. */
  | { result: 'exists'; seen?: SeenObject }

export async function takeName(objectKey: string, client: LookingClient, signal: AbortSignal): Promise<Closed> {
  try {
    await client.putObject(objectKey, { kind: 'none' }, placeholderHeaders, { signal })
    return { result: 'closed' }
  } catch (error) {
    if (toShape(error).code !== 'object.exists') throw error
  }
  try {
    return { result: 'exists', seen: seenInHead(await client.headObject(objectKey, { signal })) }
  } catch {
    return { result: 'exists' }
  }
}
