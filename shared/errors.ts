/**
 * Every way OSS Courier can fail, with the placeholders its sentence uses. Each code has a sentence in
 * shared/words/<locale>/errors.ts; a test checks that every locale has every code and placeholder.
 */
export const errorParams = {
  'account.changed': ['account', 'bucket'],
  'account.notFound': [],
  'account.partsLeft': ['account', 'bucket'],
  'account.removed': ['account'],
  'account.secretMissing': ['account'],
  'account.secretUnreadable': ['account'],
  'account.nameTaken': ['name'],
  'auth.accountDisabled': [],
  'auth.denied': ['action', 'resource'],
  'auth.signatureMismatch': [],
  'auth.tokenExpired': [],
  'auth.tokenInvalid': [],
  'auth.unknownKey': [],
  'bucket.invalidName': ['bucket'],
  'bucket.notFound': ['bucket'],
  'bucket.wrongRegion': ['bucket', 'region'],
  'callback.failed': [],
  'clock.skewed': ['offsetMinutes'],
  'cors.denied': [],
  'cors.tooManyRules': ['max'],
  'endpoint.accelerationOff': ['bucket'],
  'endpoint.invalidHost': ['host'],
  'endpoint.notOss': ['host'],
  'endpoint.plainHttp': ['host'],
  'endpoint.publicForbidden': ['bucket'],
  'endpoint.refused': ['host'],
  'file.changed': [],
  'file.duplicateKey': ['other'],
  'file.notFound': [],
  'file.notSaved': [],
  'file.special': [],
  'file.unreadable': [],
  'folder.notRead': [],
  'folder.unreadable': [],
  internal: [],
  'ipc.badInput': [],
  'ipc.untrustedSender': [],
  'link.callback': ['part'],
  'link.cannotClose': [],
  'link.expired': [],
  'link.headerValue': ['header'],
  'link.notByForm': ['header'],
  'link.notFound': [],
  'link.pinnedHeader': ['header'],
  'link.speedLimit': ['min', 'max'],
  'link.tooShort': [],
  'link.unreadable': [],
  'kit.ended': [],
  'kit.partsMissing': ['accepted', 'planned'],
  'net.hostNotFound': ['host'],
  'net.offline': [],
  'net.proxyBlocked': ['host', 'proxy'],
  'net.proxyInvalid': ['address'],
  'net.proxyLogin': ['host'],
  'net.proxyLoginKind': ['host'],
  'net.proxyRefused': ['host'],
  'net.refused': ['host'],
  'net.reset': [],
  'net.timeout': ['host'],
  'net.tls': ['host'],
  'object.archived': [],
  'object.exists': [],
  'object.immutable': [],
  'object.invalidKey': [],
  'object.keyTooLong': ['bytes', 'max'],
  'object.notFound': [],
  'object.outsideFolder': ['folder'],
  'option.invalid': ['detail'],
  'option.kmsOff': [],
  'practice.notRunning': [],
  'region.invalid': ['region'],
  'region.mismatch': ['region'],
  'request.failed': ['status', 'ossCode'],
  'server.busy': [],
  'server.error': [],
  'upload.checksumMismatch': [],
  'upload.digestMismatch': [],
  'upload.incompleteBody': [],
  'upload.notFound': [],
  'upload.partRejected': [],
  'upload.tooLarge': [],
} as const satisfies Record<string, readonly string[]>

export type ErrorCode = keyof typeof errorParams

// errorParams is declared above with exactly these keys, so the widening of Object.keys is undone here.
export const errorCodes = Object.keys(errorParams) as [ErrorCode, ...ErrorCode[]]

/** What OSS itself said of a failed request: shown behind "details" and needed for a support ticket. */
export type OssDetails = {
  status: number
  /** OSS's error code, e.g. `AccessDenied`; empty when the answer was not OSS's XML. */
  ossCode: string
  message: string
  /** The fine-grained code (EC). For people only: Alibaba may change it, so nothing branches on it. */
  ec: string
  requestId: string
  hostId: string
}

/** What of an error crosses the process boundary. Never a cause, a stack, a secret or a signed URL. */
export type ErrorShape = {
  code: ErrorCode
  params: Record<string, string | number>
  /** Whether the same request may succeed when it is sent again unchanged. */
  isRetryable: boolean
  oss?: OssDetails
}

/** The one error class. Match on `code`; `cause` stays in main and goes to the log. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly params: Record<string, string | number>
  readonly isRetryable: boolean
  readonly oss: OssDetails | undefined

  constructor(code: ErrorCode, rest: Partial<Omit<ErrorShape, 'code'>> & { cause?: unknown } = {}) {
    super(code, { cause: rest.cause })
    this.name = 'AppError'
    this.code = code
    this.params = rest.params ?? {}
    this.isRetryable = rest.isRetryable ?? false
    this.oss = rest.oss
  }

  get shape(): ErrorShape {
    const { code, params, isRetryable, oss } = this
    return oss ? { code, params, isRetryable, oss } : { code, params, isRetryable }
  }

  static from(shape: ErrorShape): AppError {
    return new AppError(shape.code, shape)
  }
}

/** Anything thrown, as what may be shown. An unknown error becomes `internal`, never its own text. */
export const toShape = (error: unknown): ErrorShape =>
  error instanceof AppError ? error.shape : new AppError('internal').shape
