// What the sink says: as much of OSS as a client needs to go on, and what it was sent.

export type Received = {
  method: string
  target: string
  length: number
  crc64?: string
}

type Part = { length: number; etag: string; crc64?: string }
/** `firstBodyAtMs`: when the first request with a body had arrived, since 1970. */
export type SinkCounts = { requests: number; bodyBytes: number; firstBodyAtMs?: number; connections?: number }
export type Answers = { to(received: Received): string; counts(): SinkCounts }

const xml = (root: string, inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${inner}</${root}>`

export function createAnswers(whole: (parts: readonly Part[]) => string | undefined): Answers {
  const uploads = new Map<string, Map<number, Part>>()
  let requests = 0
  let bodyBytes = 0
  let firstBodyAtMs: number | undefined

  const answer = (status: string, body: string, crc64?: string): string => {
    const sum = crc64 === undefined ? '' : `x-oss-hash-crc64ecma: ${crc64}\r\n`
    const head = `HTTP/1.1 ${status}\r\nServer: sink\r\nx-oss-request-id: ${requests}\r\nETag: "${requests}"\r\n${sum}`
    return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  }

  const complete = (uploadId: string): string => {
    const parts = [...(uploads.get(uploadId) ?? [])].sort(([a], [b]) => a - b).map(([, part]) => part)
    uploads.delete(uploadId)
    const inner = '<Bucket>bench</Bucket><Key>k</Key><ETag>"whole"</ETag>'
    return answer('200 OK', xml('CompleteMultipartUploadResult', inner), whole(parts))
  }

  const post = (query: URLSearchParams): string => {
    const uploadId = query.get('uploadId')
    if (uploadId !== null) return complete(uploadId)
    const id = `upload-${requests}`
    uploads.set(id, new Map())
    const inner = `<Bucket>bench</Bucket><Key>k</Key><UploadId>${id}</UploadId>`
    return answer('200 OK', xml('InitiateMultipartUploadResult', inner))
  }

  const listParts = (uploadId: string): string => {
    const parts = [...(uploads.get(uploadId) ?? [])].sort(([a], [b]) => a - b)
    const one = ([number, { length, etag }]: [number, Part]): string =>
      `<Part><PartNumber>${number}</PartNumber><Size>${length}</Size><ETag>"${etag}"</ETag></Part>`
    const inner = `<UploadId>${uploadId}</UploadId><IsTruncated>false</IsTruncated>${parts.map(one).join('')}`
    return answer('200 OK', xml('ListPartsResult', inner))
  }

  return {
    counts: () => ({ requests, bodyBytes, ...(firstBodyAtMs === undefined ? {} : { firstBodyAtMs }) }),
    to({ method, target, length, crc64 }) {
      requests++
      bodyBytes += length
      if (length > 0) firstBodyAtMs ??= Date.now()
      const query = new URLSearchParams(target.slice(target.indexOf('?') + 1 || target.length))
      if (method === 'POST') return post(query)
      const uploadId = query.get('uploadId') ?? ''
      if (method === 'GET' && uploads.has(uploadId)) return listParts(uploadId)
      if (method === 'HEAD' || method === 'GET') return answer('404 Not Found', '')
      if (method === 'DELETE') return answer('204 No Content', '')
      const part = query.get('partNumber')
      const sum = crc64 === undefined ? {} : { crc64 }
      if (part !== null) uploads.get(uploadId)?.set(Number(part), { length, etag: String(requests), ...sum })
      return answer('200 OK', '', crc64)
    },
  }
}
