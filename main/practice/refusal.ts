import { element, xmlDocument } from './xml.ts'

/** More elements of the error document; nested ones as a record. */
export type Details = Readonly<Record<string, string | Readonly<Record<string, string>>>>

type Extras = {
  /** OSS's fine-grained error code. */
  ec?: string
  details?: Details
  headers?: Readonly<Record<string, string>>
}

/** A request answered with an OSS error document. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly ec: string
  readonly details: Details
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, extras: Extras = {}) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.ec = extras.ec ?? ''
    this.details = extras.details ?? {}
    this.headers = extras.headers ?? {}
  }
}

export const invalidArgument = (message: string, ec = '', details: Details = {}): Refusal =>
  new Refusal(400, 'InvalidArgument', message, { ec, details })

export const notImplemented = (what: string): Refusal =>
  new Refusal(501, 'NotImplemented', `The practice server does not do this: ${what}.`)

export const malformedXml = (): Refusal =>
  new Refusal(400, 'MalformedXML', 'The XML you provided was not well-formed or did not validate.', {
    ec: '0016-00000608',
  })

/** The error document as OSS words it. */
export function errorDocument(refusal: Refusal, about: { requestId: string; hostId: string }): string {
  const recommend = refusal.ec === '' ? '' : `https://api.aliyun.com/troubleshoot?q=${refusal.ec}`
  return xmlDocument(
    element('Error', [
      element('Code', refusal.code),
      element('Message', refusal.message),
      element('RequestId', about.requestId),
      element('HostId', about.hostId),
      ...Object.entries(refusal.details).map(([name, value]) =>
        typeof value === 'string'
          ? element(name, value)
          : element(
              name,
              Object.entries(value).map(([inner, text]) => element(inner, text)),
            ),
      ),
      ...(refusal.ec === '' ? [] : [element('EC', refusal.ec), element('RecommendDoc', recommend)]),
    ]),
  )
}
