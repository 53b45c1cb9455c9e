import { describe, expect, it } from 'vitest'
import { errorParams } from '../../shared/errors.ts'
import type { ErrorShape } from '../../shared/errors.ts'
import { errorRules } from './error-table.ts'
import { toOssError } from './oss-error.ts'
import type { OssRequest, OssResponse, OssTarget } from './types.ts'

const target: OssTarget = {
  bucket: 'mybucket',
  region: 'cn-beijing',
  endpoint: { protocol: 'https:', host: 'mybucket.oss-cn-beijing.aliyuncs.com', style: 'virtual' },
}
const put: OssRequest = { method: 'PUT', objectKey: 'in/a.txt', query: {}, headers: {} }
const nowMs = Date.UTC(2026, 10, 20, 12)

const answer = (status: number, body: string, headers: Record<string, string> = {}): OssResponse => ({
  status,
  headers,
  body: new TextEncoder().encode(body),
})

const xml = (code: string, message = '', more = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>${code}</Code>\n  <Message>${message}</Message>
  <RequestId>R1</RequestId>\n  <HostId>mybucket.oss-cn-beijing.aliyuncs.com</HostId>${more}\n  <EC>0003-00000001</EC>\n</Error>`

const shapeOf = (response: OssResponse, request: OssRequest = put): ErrorShape =>
  toOssError(response, { request, target, nowMs }).shape

const short = (response: OssResponse, request?: OssRequest): [string, boolean] => {
  const { code, isRetryable } = shapeOf(response, request)
  return [code, isRetryable]
}

describe("OSS's own errors", () => {
  it.each([
    [403, 'SignatureDoesNotMatch', '', 'auth.signatureMismatch'],
    [403, 'InvalidAccessKeyId', '', 'auth.unknownKey'],
    [403, 'SecurityTokenExpired', '', 'auth.tokenExpired'],
    [403, 'InvalidSecurityToken', '', 'auth.tokenInvalid'],
    [403, 'InvalidSecurityToken', 'The security token you provided has expired.', 'auth.tokenExpired'],
    [403, 'AccessKeyIdAndSecurityTokenNotMatch', '', 'auth.tokenInvalid'],
    [403, 'AccessDenied', 'Request has expired.', 'link.expired'],
    [403, 'RequestTimeTooSkewed', '', 'clock.skewed'],
    [403, 'AccessDenied', 'You have no right to access this object because of bucket acl.', 'auth.denied'],
    [403, 'AccessDenied', 'Access denied by bucket policy.', 'auth.denied'],
    [403, 'AccessDenied', 'The bucket … must be addressed using the specified endpoint.', 'region.mismatch'],
    [403, 'AccessDenied', 'This request is forbidden by kms.', 'option.kmsOff'],
    [403, 'AccessDenied', 'The default public endpoint cannot be used for data.', 'endpoint.publicForbidden'],
    [400, 'PublicEndpointForbidden', '', 'endpoint.publicForbidden'],
    [400, 'InvalidArgument', 'Invalid signing region in Authorization header.', 'region.mismatch'],
    [403, 'SecondLevelDomainForbidden', '', 'endpoint.refused'],
    [403, 'NonStandardHostForbidden', '', 'endpoint.refused'],
    [403, 'CnameDenied', '', 'endpoint.refused'],
    [403, 'TransferAccelerationDisabled', '', 'endpoint.accelerationOff'],
    [403, 'UserDisable', '', 'auth.accountDisabled'],
    [403, 'InDebt', '', 'auth.accountDisabled'],
    [403, 'BucketDisable', '', 'auth.accountDisabled'],
    [403, 'KmsServiceNotEnabled', '', 'option.kmsOff'],
    [403, 'InvalidObjectState', '', 'object.archived'],
    [404, 'NoSuchBucket', '', 'bucket.notFound'],
    [404, 'NoSuchKey', '', 'object.notFound'],
    [404, 'NoSuchUpload', '', 'upload.notFound'],
    [405, 'MethodNotAllowed', '', 'request.failed'],
    [409, 'FileAlreadyExists', '', 'object.exists'],
    [409, 'FileImmutable', '', 'object.immutable'],
    [400, 'InvalidObjectName', '', 'object.invalidKey'],
    [400, 'InvalidBucketName', '', 'bucket.invalidName'],
    [400, 'InvalidDigest', '', 'upload.digestMismatch'],
    [400, 'InvalidPart', '', 'upload.partRejected'],
    [400, 'InvalidPartOrder', '', 'upload.partRejected'],
    [400, 'EntityTooSmall', '', 'upload.partRejected'],
    [400, 'EntityTooLarge', '', 'upload.tooLarge'],
    [400, 'InvalidEncryptionAlgorithmError', '', 'option.invalid'],
    [400, 'InvalidArgument', 'no such storage class exists', 'option.invalid'],
    [400, 'MalformedXML', '', 'request.failed'],
    [403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.', 'cors.denied'],
    [411, 'MissingContentLength', '', 'request.failed'],
    [203, 'CallbackFailed', '', 'callback.failed'],
  ])('%s %s %s is %s, and is not sent again', (status, code, message, expected) => {
    expect(short(answer(status, xml(code, message)))).toEqual([expected, false])
  })

  it.each([
    [500, 'InternalError', 'server.error'],
    [503, 'ServiceUnavailable', 'server.busy'],
    [503, 'UploadTrafficRateLimitExceeded', 'server.busy'],
    [503, 'TotalQpsLimitExceeded', 'server.busy'],
    [503, 'ActiveRequestLimitExceeded', 'server.busy'],
    [502, 'SomethingNew', 'server.error'],
    [429, 'SomethingNew', 'server.busy'],
    [400, 'IncompleteBody', 'upload.incompleteBody'],
    [400, 'RequestTimeout', 'upload.incompleteBody'],
  ])('%s %s is %s, and may be sent again', (status, code, expected) => {
    expect(short(answer(status, xml(code)))).toEqual([expected, true])
  })

  it('keeps what a support ticket needs, and no more of the message than fits', () => {
    const shape = shapeOf(answer(418, xml('SomethingNew', 'x'.repeat(2000))))
    expect(shape).toEqual({
      code: 'request.failed',
      params: { status: 418, ossCode: 'SomethingNew' },
      isRetryable: false,
      oss: {
        status: 418,
        ossCode: 'SomethingNew',
        message: 'x'.repeat(500),
        ec: '0003-00000001',
        requestId: 'R1',
        hostId: 'mybucket.oss-cn-beijing.aliyuncs.com',
      },
    })
  })

  it('gives every rule exactly the placeholders of its sentence', () => {
    for (const { ossCodes, code } of errorRules) {
      const shape = shapeOf(answer(403, xml(ossCodes[0] ?? '', 'm')))
      expect(Object.keys(shape.params)).toEqual([...errorParams[shape.code]])
      expect(ossCodes.length).toBeGreaterThan(0)
      expect(errorParams).toHaveProperty([code])
    }
  })
})

describe('placeholders', () => {
  it.each([
    ['oss-cn-hangzhou.aliyuncs.com', 'cn-hangzhou'],
    ['oss-cn-hangzhou-internal.aliyuncs.com', 'cn-hangzhou'],
  ])('offers the right region when OSS names the endpoint %s', (endpoint, region) => {
    const body = xml(
      'AccessDenied',
      'must be addressed using the specified endpoint',
      `<Endpoint>${endpoint}</Endpoint>`,
    )
    expect(shapeOf(answer(403, body)).params).toEqual({ bucket: 'mybucket', region })
  })

  it.each([
    ['AccessDenied', 'must be addressed using the specified endpoint'],
    ['InvalidArgument', 'Invalid signing region in Authorization header.'],
  ])('names the region we signed with when only that is known to be wrong: %s', (code, message) => {
    expect(shapeOf(answer(400, xml(code, message)))).toMatchObject({
      code: 'region.mismatch',
      params: { region: 'cn-beijing' },
    })
  })

  it("counts the clock's error in minutes from ServerTime, else from the Date header, else OSS's own limit", () => {
    const date = { date: 'Fri, 20 Nov 2026 14:00:29 GMT' }
    const serverTime = '<ServerTime>2026-11-20T10:00:00.000Z</ServerTime>'
    const minutes = (body: string, headers: Record<string, string>): unknown =>
      shapeOf(answer(403, body, headers)).params['offsetMinutes']
    expect(minutes(xml('RequestTimeTooSkewed', '', serverTime), date)).toBe(120)
    expect(minutes(xml('RequestTimeTooSkewed'), { date: 'Fri, 20 Nov 2026 15:30:29 GMT' })).toBe(210)
    expect(minutes(xml('RequestTimeTooSkewed'), { date: 'Thu, 01 Jan 1970 00:00:00 GMT' })).toBe(15)
  })

  it('says which permission is missing: what OSS names, else what the request needs', () => {
    const detail = '<AccessDeniedDetail><AuthAction>oss:PutObjectTagging</AuthAction></AccessDeniedDetail>'
    const resource = 'acs:oss:*:*:mybucket/in/a.txt'
    expect(shapeOf(answer(403, xml('AccessDenied', '', detail))).params).toEqual({
      action: 'oss:PutObjectTagging',
      resource,
    })
    expect(shapeOf(answer(403, xml('AccessDenied'))).params).toEqual({ action: 'oss:PutObject', resource })
  })

  it.each([
    ['POST', 'k', { uploads: '' }, 'oss:PutObject'],
    ['POST', 'k', { uploadId: 'U' }, 'oss:PutObject'],
    ['PUT', 'k', { uploadId: 'U', partNumber: '1' }, 'oss:PutObject'],
    ['GET', 'k', { uploadId: 'U' }, 'oss:ListParts'],
    ['DELETE', 'k', { uploadId: 'U' }, 'oss:AbortMultipartUpload'],
    ['DELETE', 'k', {}, 'oss:DeleteObject'],
    ['HEAD', 'k', {}, 'oss:GetObject'],
    ['GET', 'k', {}, 'oss:GetObject'],
    ['GET', undefined, { 'list-type': '2' }, 'oss:ListObjects'],
    ['GET', undefined, { uploads: '' }, 'oss:ListMultipartUploads'],
    ['POST', undefined, { delete: '' }, 'oss:*'],
  ] as const)('%s %s %j needs %s', (method, objectKey, query, action) => {
    const request: OssRequest = {
      method,
      ...(objectKey !== undefined && { objectKey }),
      query: { ...query },
      headers: {},
    }
    expect(shapeOf(answer(403, xml('AccessDenied')), request).params['action']).toBe(action)
  })
})

describe('answers without XML in the body', () => {
  const fromOss = { 'x-oss-request-id': 'R2', 'x-oss-ec': '0026-00000001' }
  const head: OssRequest = { ...put, method: 'HEAD' }

  it('reads the error of HEAD from x-oss-err', () => {
    const text = xml('NoSuchBucket', '桶不存在')
    const header = Buffer.from(text).toString('base64')
    const shape = shapeOf(answer(404, '', { ...fromOss, 'x-oss-err': header }), head)
    expect([shape.code, shape.oss?.message]).toEqual(['bucket.notFound', '桶不存在'])
  })

  it('falls back to the status when x-oss-err is no base64, and takes the request ID from the header', () => {
    const shape = shapeOf(answer(404, '', { ...fromOss, 'x-oss-err': '***' }), head)
    expect([shape.code, shape.oss?.requestId, shape.oss?.ec]).toEqual(['object.notFound', 'R2', '0026-00000001'])
  })

  it.each([
    [403, head, 'auth.denied', false],
    [404, head, 'object.notFound', false],
    [404, { method: 'GET', query: { 'list-type': '2' }, headers: {} }, 'bucket.notFound', false],
    [404, { ...put, query: { uploadId: 'U', partNumber: '1' } }, 'upload.notFound', false],
    [409, { ...put, headers: { 'X-Oss-Forbid-Overwrite': 'true' } }, 'object.exists', false],
    [409, put, 'request.failed', false],
    [412, put, 'request.failed', false],
    [203, put, 'callback.failed', false],
    [408, put, 'net.timeout', true],
    [429, put, 'server.busy', true],
    [500, put, 'server.error', true],
    [503, put, 'server.busy', true],
  ] satisfies Array<[number, OssRequest, string, boolean]>)(
    '%s with an empty body (%j) is %s',
    (status, request, ...expected) => {
      expect(short(answer(status, '', fromOss), request)).toEqual(expected)
    },
  )

  const html = '<!DOCTYPE html><html><head><title>403 Forbidden</title></head><body><hr></body></html>'
  it.each([
    [200, 'endpoint.notOss', false],
    [302, 'endpoint.notOss', false],
    [403, 'endpoint.notOss', false],
    [404, 'endpoint.notOss', false],
    [502, 'server.error', true],
    [503, 'server.busy', true],
  ])('%s with a web page from someone else is %s', (status, code, isRetryable) => {
    const shape = shapeOf(answer(status, html, { 'content-type': 'text/html', server: 'nginx' }))
    expect([shape.code, shape.isRetryable, shape.oss?.message]).toEqual([code, isRetryable, ''])
  })

  it.each([
    ['20', { retryAfterMs: 20_000 }],
    ['Fri, 20 Nov 2026 12:00:00 GMT', {}],
    ['Fri, 20 Nov 2026 12:00:00 GMT', { retryAfterMs: 90_000 }, { date: 'Fri, 20 Nov 2026 11:58:30 GMT' }],
    ['', { retryAfterMs: 1500 }, { 'x-oss-qos-delay-time': '1500' }],
    ['1', { retryAfterMs: 4000 }, { 'x-oss-qos-delay-time': '4000' }],
    ['soon', {}, { 'x-oss-qos-delay-time': '-1' }],
  ])('passes on how long a busy server asks to wait: %s', (header, params, others?: Record<string, string>) => {
    const busy = answer(503, xml('ServiceUnavailable'), { ...fromOss, 'retry-after': header, ...others })
    expect(shapeOf(busy)).toMatchObject({ code: 'server.busy', isRetryable: true })
    expect(shapeOf(busy).params).toEqual(params)
  })

  it('names the host that is no OSS', () => {
    expect(shapeOf(answer(200, html)).params).toEqual({ host: 'mybucket.oss-cn-beijing.aliyuncs.com' })
  })

  it("takes a web page with OSS's headers for what its status says: a bucket's own error page", () => {
    expect(short(answer(404, html, fromOss))).toEqual(['object.notFound', false])
  })
})
