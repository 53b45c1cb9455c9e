// What a bucket, or the service, says of itself.
import { createHash } from 'node:crypto'
import { isoSeconds } from './clock.ts'
import { xmlAnswer, type Answer, type Exchange } from './exchange.ts'
import type { BucketConfig } from './model.ts'
import { checkMd5 } from './receive.ts'
import { malformedXml } from './refusal.ts'
import { element, parseXml, xmlDocument, type Xml } from './xml.ts'

// The practice server keeps no date of birth for buckets.
const createdMs = Date.UTC(2026, 0, 1)
const maxDeleteBytes = 2 * 1024 * 1024

const describe = (bucket: BucketConfig): Xml[] => [
  element('CreationDate', isoSeconds(createdMs)),
  element('ExtranetEndpoint', `oss-${bucket.region}.aliyuncs.com`),
  element('IntranetEndpoint', `oss-${bucket.region}-internal.aliyuncs.com`),
  element('Location', `oss-${bucket.region}`),
  element('Name', bucket.name),
  element('Region', bucket.region),
  element('StorageClass', 'Standard'),
]

const owner = element('Owner', [element('ID', 'practice'), element('DisplayName', 'practice')])

export const listBuckets = (buckets: readonly BucketConfig[]): Answer =>
  xmlAnswer(
    xmlDocument(
      element('ListAllMyBucketsResult', [
        owner,
        element(
          'Buckets',
          buckets.map((bucket) => element('Bucket', describe(bucket))),
        ),
      ]),
    ),
  )

export const getBucketInfo = ({ bucket }: Exchange): Answer =>
  xmlAnswer(
    xmlDocument(
      element('BucketInfo', [
        element('Bucket', [
          ...describe(bucket),
          owner,
          element('AccessControlList', [element('Grant', 'private')]),
          element('DataRedundancyType', 'LRS'),
        ]),
      ]),
    ),
  )

export const getBucketLocation = ({ bucket }: Exchange): Answer =>
  xmlAnswer(xmlDocument(element('LocationConstraint', `oss-${bucket.region}`)))

export const headBucket = ({ bucket }: Exchange): Answer => ({
  status: 200,
  headers: { 'x-oss-bucket-region': bucket.region },
})

/** Up to 1000 keys in one call. A quiet answer names none of them. */
export async function deleteObjects(exchange: Exchange): Promise<Answer> {
  const { bucket, store } = exchange
  const body = await exchange.body.small(maxDeleteBytes)
  checkMd5(exchange, createHash('md5').update(body).digest('base64'))
  const root = parseXml(body.toString('utf8'), 'Delete')
  const keys = root?.children('Object').map((entry) => entry.text('Key') ?? '') ?? []
  if (!root || keys.length === 0 || keys.length > 1000 || keys.includes('')) throw malformedXml()
  for (const objectKey of keys) {
    if (store.object(bucket.name, objectKey)) store.record({ change: 'delete', bucket: bucket.name, objectKey })
  }
  const told = root.text('Quiet') === 'true' ? [] : keys
  return xmlAnswer(
    xmlDocument(
      element(
        'DeleteResult',
        told.map((key) => element('Deleted', [element('Key', key)])),
      ),
    ),
  )
}
