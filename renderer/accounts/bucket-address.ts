// People paste addresses where a bucket's name is asked for. What they hold is put into the right fields.
import { isBucketName } from '../../shared/oss/bucket-name.ts'
import { findRegion, isRegionId, normalizeRegion } from '../../shared/oss/regions.ts'

export type BucketAddress = { bucket: string; region?: string; folder?: string }

/** `oss://bucket/folder/`, `https://bucket.oss-cn-hangzhou.aliyuncs.com/folder/`, or a bare name, which comes back trimmed. */
export function parseBucketAddress(text: string): BucketAddress {
  const typed = text.trim()
  const match = /^(?:oss:\/\/|https?:\/\/)?([^/?#\s]+)(?:\/([^?#]*))?/i.exec(typed)
  const host = match?.[1] ?? ''
  const dot = host.indexOf('.')
  const isOssHost = /\.aliyuncs\.com$/i.test(host) && dot > 0
  const isOssUri = /^oss:\/\//i.test(typed) && dot < 0
  const bucket = (isOssHost ? host.slice(0, dot) : host).toLowerCase()
  if (!(isOssHost || isOssUri) || !isBucketName(bucket)) return { bucket: typed }
  const path = match?.[2] ?? ''
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const region = isOssHost ? normalizeRegion(host.slice(dot + 1)) : ''
  const isRegion = findRegion(region) !== undefined || (isRegionId(region) && !region.startsWith('accelerate'))
  return { bucket, ...(isRegion ? { region } : {}), ...(folder === '' ? {} : { folder }) }
}
