import { xmlAnswer, type Answer, type Exchange } from './exchange.ts'
import type { StoredObject } from './model.ts'
import { checkTags } from './object-options.ts'
import { noSuchKey } from './objects.ts'
import { malformedXml } from './refusal.ts'
import { element, parseXml, xmlDocument } from './xml.ts'

const maxBodyBytes = 16 * 1024

function requireObject(exchange: Exchange): StoredObject {
  const object = exchange.store.object(exchange.bucket.name, exchange.objectKey)
  if (!object) throw noSuchKey(exchange.objectKey)
  return object
}

export function getTagging(exchange: Exchange): Answer {
  const tags = Object.entries(requireObject(exchange).options.tags)
  return xmlAnswer(
    xmlDocument(
      element('Tagging', [
        element(
          'TagSet',
          tags.map(([key, value]) => element('Tag', [element('Key', key), element('Value', value)])),
        ),
      ]),
    ),
  )
}

const retag = (exchange: Exchange, object: StoredObject, tags: Readonly<Record<string, string>>): void => {
  const options = { ...object.options, tags }
  exchange.store.record({ change: 'put', bucket: exchange.bucket.name, object: { ...object, options } })
}

export async function putTagging(exchange: Exchange): Promise<Answer> {
  const body = await exchange.body.small(maxBodyBytes)
  const set = parseXml(body.toString('utf8'), 'Tagging')?.children('TagSet')[0]
  if (!set) throw malformedXml()
  const pairs = set.children('Tag').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? ''] as const)
  checkTags(pairs)
  retag(exchange, requireObject(exchange), Object.fromEntries(pairs))
  return { status: 200 }
}

export function deleteTagging(exchange: Exchange): Answer {
  retag(exchange, requireObject(exchange), {})
  return { status: 204 }
}
