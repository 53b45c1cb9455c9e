// The parts of ali-oss that the tests use, typed here because it brings no types along.
import { createRequire } from 'node:module'

type Answer = { res: { status: number; headers: Record<string, string> } }
type Listed = { name: string; size: number; etag: string }

export type AliOss = {
  put(name: string, body: Buffer | string, options?: object): Promise<Answer>
  get(name: string): Promise<Answer & { content: Buffer }>
  head(name: string): Promise<Answer & { status: number; meta: Record<string, string> | null }>
  delete(name: string): Promise<Answer>
  deleteMulti(names: string[], options?: object): Promise<{ deleted?: { Key: string }[] }>
  list(query: object): Promise<{ objects?: Listed[]; prefixes?: string[] | null; nextMarker?: string | null }>
  listV2(query: object): Promise<{ objects?: Listed[]; prefixes?: string[] | null; isTruncated: boolean }>
  multipartUpload(name: string, body: Buffer, options: object): Promise<Answer & { etag: string }>
  initMultipartUpload(name: string, options?: object): Promise<{ uploadId: string }>
  uploadPart(
    name: string,
    id: string,
    number: number,
    file: string,
    start: number,
    end: number,
  ): Promise<{ etag: string }>
  listParts(name: string, id: string, query?: object): Promise<{ parts: { PartNumber: string; Size: string }[] }>
  completeMultipartUpload(name: string, id: string, parts: { number: number; etag: string }[]): Promise<Answer>
  abortMultipartUpload(name: string, id: string): Promise<Answer>
  listUploads(query: object): Promise<{ uploads: { name: string; uploadId: string }[] }>
  signatureUrlV4(
    method: string,
    expires: number,
    request: object | undefined,
    name: string,
    additional?: string[],
  ): Promise<string>
  signPostObjectPolicyV4(policy: object, date: Date): string
  putBucketCORS(bucket: string, rules: object[]): Promise<Answer>
  getBucketCORS(bucket: string): Promise<{ rules: { allowedOrigin: string | string[] }[] }>
  getBucketInfo(bucket: string): Promise<{ bucket: { Name: string; Location: string } }>
  getBucketLocation(bucket: string): Promise<{ location: string }>
  getObjectTagging(name: string): Promise<{ tag: Record<string, string> }>
}

// Its documented constructor; every method used is named above.
const Constructor = createRequire(import.meta.url)('ali-oss') as new (options: object) => AliOss

export const createAliOss = (
  endpoint: string,
  key: { accessKeyId: string; accessKeySecret: string; securityToken?: string },
  more: object = {},
): AliOss =>
  new Constructor({
    region: 'oss-cn-hangzhou',
    accessKeyId: key.accessKeyId,
    accessKeySecret: key.accessKeySecret,
    ...(key.securityToken === undefined ? {} : { stsToken: key.securityToken }),
    bucket: 'practice',
    endpoint,
    authorizationV4: true,
    ...more,
  })
