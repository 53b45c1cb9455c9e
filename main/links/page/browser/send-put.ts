// PUT to the presigned URL, with exactly the headers that were signed.
import type { SignedCall } from '../facts.ts'
import { call } from './call.ts'
import type { Called, Sending } from './call.ts'

export const sendPut = ({ url, headers }: SignedCall, file: File, sending: Sending): Promise<Called> =>
  call({ method: 'PUT', url, headers }, file.slice(0, file.size, ''), sending)

/** Whether anything answers at that address. When it does and the upload was stopped, the bucket's CORS rules did it. */
export async function isReachable(url: string): Promise<boolean> {
  try {
    await fetch(`${new URL(url).origin}/`, { mode: 'no-cors', cache: 'no-store', credentials: 'omit' })
    return true
  } catch {
    return false
  }
}
