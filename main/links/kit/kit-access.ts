// What the bucket's CORS rules let the page of a kit do, looked at before it is handed out.
import type { KitAccess } from '../../../shared/model/kit.ts'
import type { LinkView } from '../../../shared/model/link.ts'
import { diskOrigin } from '../../../shared/oss/cors-rule.ts'
import type { PageRights, PageWish } from '../../oss/cors-operations.ts'

/** Sending and finishing are needed; the others make it better. */
export async function kitAccess(
  { objectKey, headers }: Pick<LinkView, 'objectKey' | 'headers'>,
  ask: (wish: PageWish) => Promise<PageRights>,
): Promise<KitAccess> {
  const rights = (method: PageWish['method'], names: readonly string[] = []): Promise<PageRights> =>
    ask({ objectKey, origin: diskOrigin, method, headers: names })
  const complete = headers.map(({ name }) => name)
  const [put, post, get, abort] = await Promise.all([
    rights('PUT'),
    rights('POST', complete),
    rights('GET'),
    rights('DELETE'),
  ])
  const isEtagReadable = put.exposed.includes('etag')
  if (!put.isAllowed || !post.isAllowed) return { access: 'closed', isEtagReadable }
  const isWhole = get.isAllowed && abort.isAllowed && isEtagReadable
  return { access: isWhole ? 'open' : 'partly', isEtagReadable }
}
