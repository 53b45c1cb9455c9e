export type UploadRef = { objectKey: string; uploadId: string }
export type InitiatedUpload = { uploadId: string; requestId: string }
export type StoredPart = { etag: string; crc64?: string; requestId: string }
export type ListedPart = { partNumber: number; etag: string; sizeBytes: number; crc64?: string; lastModifiedMs: number }
export type PartToComplete = { partNumber: number; etag: string }
export type CompletedUpload = { etag: string; crc64?: string; requestId: string; versionId?: string }
export type UnfinishedUpload = UploadRef & { initiatedMs: number }
