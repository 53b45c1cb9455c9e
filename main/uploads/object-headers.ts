// What an object is stored with, as request headers.
import { metadataHeaders } from '../../shared/oss/metadata.ts'
import { taggingHeader } from '../../shared/oss/tags.ts'
import type { SendOptions } from '../../shared/model/upload.ts'

type Headers = Readonly<Record<string, string>>

/** Without this header a PUT, initiate or Complete replaces what is there. */
export const forbidOverwrite: Headers = { 'x-oss-forbid-overwrite': 'true' }

const given = (name: string, value: string | undefined): Headers => (value === undefined ? {} : { [name]: value })

/** Throws AppError `option.invalid` when metadata or tags break a rule of OSS. */
export const objectHeaders = (options: SendOptions, guessedType: string): Headers => ({
  'content-type': options.contentType ?? guessedType,
  ...given('cache-control', options.cacheControl),
  ...given('content-disposition', options.contentDisposition),
  ...given('x-oss-storage-class', options.storageClass),
  ...given('x-oss-tagging', taggingHeader(options.tags)),
  ...metadataHeaders(options.metadata),
})
