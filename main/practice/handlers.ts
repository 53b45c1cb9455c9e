// Which function does which operation.
import { deleteObjects, getBucketInfo, getBucketLocation, headBucket } from './buckets.ts'
import { deleteBucketCors, getBucketCors, putBucketCors } from './cors.ts'
import type { Answer, Exchange } from './exchange.ts'
import { listObjects, listObjectsV2, listUploads } from './listing.ts'
import { abortUpload, completeUpload, initiateUpload, listParts, uploadPart } from './multipart.ts'
import { deleteObject, putObject, readObject } from './objects.ts'
import { postObject } from './post-object.ts'
import { deleteTagging, getTagging, putTagging } from './tagging.ts'

type Handler = (exchange: Exchange) => Answer | Promise<Answer>

export const handlers: Readonly<Record<string, Handler>> = {
  ListObjectsV2: listObjectsV2,
  ListObjects: listObjects,
  ListMultipartUploads: listUploads,
  GetBucketInfo: getBucketInfo,
  GetBucketLocation: getBucketLocation,
  HeadBucket: headBucket,
  GetBucketCors: getBucketCors,
  PutBucketCors: putBucketCors,
  DeleteBucketCors: deleteBucketCors,
  DeleteMultipleObjects: deleteObjects,
  PostObject: postObject,
  PutObject: putObject,
  GetObject: readObject,
  HeadObject: readObject,
  DeleteObject: deleteObject,
  InitiateMultipartUpload: initiateUpload,
  UploadPart: uploadPart,
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: abortUpload,
  ListParts: listParts,
  GetObjectTagging: getTagging,
  PutObjectTagging: putTagging,
  DeleteObjectTagging: deleteTagging,
}
