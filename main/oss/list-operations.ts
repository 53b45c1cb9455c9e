export type ListObjectsOptions = {
  prefix?: string
  /** Usually `/`: keys beyond it fold into `commonPrefixes`. */
  delimiter?: string
  startAfter?: string
  continuationToken?: string
  /** 1..1000, OSS's default is 100. */
  maxKeys?: number
}

export type ListedObject = {
  objectKey: string
  sizeBytes: number
  etag: string
  lastModifiedMs: number
  storageClass: string
}

export type ObjectPage = {
  objects: ListedObject[]
  commonPrefixes: string[]
  /** Present when there is another page. */
  nextContinuationToken?: string
}
