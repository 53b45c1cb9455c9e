// The CORS rule that lets a web page upload with a link: the one the app adds, and the one to ask an administrator for.

export type CorsRule = {
  allowedOrigins: readonly string[]
  allowedMethods: readonly string[]
  allowedHeaders: readonly string[]
  exposeHeaders: readonly string[]
  maxAgeSeconds: number
}

/**
 * A page opened from a disk has the origin `null`, which only `*` matches for certain. It opens nothing by itself:
 * without a signed link every upload is still refused. OSS takes no `*` among the exposed headers.
 */
export const uploadPageRule: CorsRule = {
  allowedOrigins: ['*'],
  // PUT for a file or a part of one; the others finish, look at, and discard a large file that is sent in parts.
  allowedMethods: ['PUT', 'POST', 'GET', 'DELETE'],
  allowedHeaders: ['*'],
  exposeHeaders: ['ETag', 'x-oss-request-id', 'x-oss-hash-crc64ecma'],
  maxAgeSeconds: 600,
}

/** What a page opened from a disk calls itself. */
export const diskOrigin = 'null'

const line = (name: string) => (value: string | number) => `  <${name}>${value}</${name}>`

/** As PutBucketCors takes it, and as an administrator can read it. The values of a rule need no escaping. */
export const corsRuleXml = (rule: CorsRule): string =>
  [
    '<CORSRule>',
    ...rule.allowedOrigins.map(line('AllowedOrigin')),
    ...rule.allowedMethods.map(line('AllowedMethod')),
    ...rule.allowedHeaders.map(line('AllowedHeader')),
    ...rule.exposeHeaders.map(line('ExposeHeader')),
    line('MaxAgeSeconds')(rule.maxAgeSeconds),
    '</CORSRule>',
  ].join('\n')
