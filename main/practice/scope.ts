import { invalidArgument } from './refusal.ts'

/** The five fields of a V4 credential. */
export type Credential = { accessKeyId: string; date: string; region: string; scope: string }

/** Reads `<key id>/<yyyymmdd>/<region>/oss/aliyun_v4_request` and checks it against the request's own date. */
export function parseCredential(text: string, requestDate: string): Credential {
  const fields = text.split('/')
  const [accessKeyId = '', date = '', region = '', product = '', terminator = ''] = fields
  if (fields.length !== 5 || accessKeyId === '') {
    throw invalidArgument('The credential must have five fields separated by slashes.', '0002-00000222')
  }
  if (date !== requestDate.slice(0, 8)) {
    throw invalidArgument('Invalid signing date in the credential: not the day of x-oss-date.', '0002-00000223')
  }
  // `oss-cn-hangzhou` is an endpoint's name, not a region's.
  if (!/^[a-z0-9-]+$/.test(region) || region.startsWith('oss-')) throw invalidRegion(region)
  if (product !== 'oss') throw invalidArgument('Invalid signing product in the credential.', '0002-00000224')
  if (terminator !== 'aliyun_v4_request') {
    throw invalidArgument('Invalid signing terminator in the credential.', '0002-00000225')
  }
  return { accessKeyId, date, region, scope: fields.slice(1).join('/') }
}

export const invalidRegion = (region: string) =>
  invalidArgument('Invalid signing region in Authorization header.', '0002-00000226', { Region: region })
