// From a kit to its upload page.
import type { KitDocument, KitPageRequest } from '../../../shared/model/kit.ts'
import { kindOf } from '../make-page.ts'
import type { PagePorts } from '../make-page.ts'
import type { PageFacts } from '../page/facts.ts'

export function makeKitPage(
  document: KitDocument,
  { locale, asker }: Pick<KitPageRequest, 'locale' | 'asker'>,
  ports: PagePorts,
): PageFacts {
  const { uploadId, partSize, part, list, complete, completeAll, abort } = document
  const { objectKey, contentType, exactBytes, maxBytes, madeAtMs, expiresAtMs } = document
  const headers = contentType === undefined ? [] : [{ name: 'Content-Type', value: contentType }]
  const kind = kindOf({ objectKey, headers }, ports)
  return {
    ...{ locale, asker, maxBytes, madeAtMs, expiresAtMs },
    fileName: objectKey.split('/').at(-1) ?? '',
    ...(kind ? { kind } : {}),
    ...(exactBytes === undefined ? {} : { exactBytes }),
    // Once it is put together nothing more can be sent with it, whatever was asked for.
    isFirstUploadOnly: true,
    mode: 'parts',
    url: abort,
    kit: { uploadId, partSize, part, list, complete, completeAll, abort },
  }
}
