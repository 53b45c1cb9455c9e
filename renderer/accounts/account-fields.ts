// What a person typed into the account form, as what main is asked to keep. Pure: the time is an argument.
import type { AccountCredentials, AccountDraft, AccountView, EndpointKind } from '../../shared/model/account.ts'
import { isBucketName } from '../../shared/oss/bucket-name.ts'
import { normalizeObjectKey, objectKeyProblem } from '../../shared/oss/object-key.ts'
import { isRegionId, normalizeRegion } from '../../shared/oss/regions.ts'

export type AccountFields = {
  name: string
  accessKeyId: string
  accessKeySecret: string
  isTemporary: boolean
  securityToken: string
  /** As a datetime-local input spells it, in the local zone: `2026-11-21T16:20`; empty when not known. */
  tokenEnd: string
  region: string
  bucket: string
  folder: string
  endpointKind: EndpointKind
  customDomain: string
}

export type FieldName = keyof AccountFields
export type FieldProblem =
  | 'accessKeyId'
  | 'accessKeySecret'
  | 'securityToken'
  | 'tokenEndPast'
  | 'region'
  | 'regionForm'
  | 'bucket'
  | 'bucketForm'
  | 'folderLong'
  | 'folderForm'
  | 'customDomain'
  | 'customDomainForm'
  | 'nameLong'
  | 'nameTaken'
export type Problems = Partial<Record<FieldName, FieldProblem>>

export type FieldContext = {
  /** Whether the key is typed here: always for a new account, on request for an old one. */
  asksKey: boolean
  takenNames: readonly string[]
  nowMs: number
}

export const emptyFields: AccountFields = {
  name: '',
  accessKeyId: '',
  accessKeySecret: '',
  isTemporary: false,
  securityToken: '',
  tokenEnd: '',
  region: '',
  bucket: '',
  folder: '',
  endpointKind: 'public',
  customDomain: '',
}

/** Everything but the secrets, which never come back from main. */
export const fieldsOf = (account: AccountView): AccountFields => ({
  ...emptyFields,
  name: account.name,
  accessKeyId: account.accessKeyId,
  isTemporary: account.isTemporary,
  region: account.region,
  bucket: account.bucket,
  folder: account.folder,
  endpointKind: account.endpointKind,
  customDomain: account.customDomain ?? '',
})

/** `/a/b` becomes `a/b/`, as people copy it from elsewhere; empty stays the whole bucket. */
export function normalizeFolder(text: string): string {
  const folder = normalizeObjectKey(text.trim().replace(/^[/\\]+/, ''))
  return folder === '' || folder.endsWith('/') ? folder : `${folder}/`
}

/** Keys hold no blanks; what comes along when pasting is taken off, line breaks inside too. */
const withoutBlanks = (text: string): string => text.replace(/\s+/g, '')

/** A host with or without scheme and port, and nothing after it. */
function isHost(text: string): boolean {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (/[\s\\@?#]/.test(text) || !URL.canParse(address)) return false
  const url = new URL(address)
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.pathname === '/' && url.hostname !== ''
}

/** The name an account gets when none was typed: the bucket's, with a number when that is taken. */
export function freeName(bucket: string, takenNames: readonly string[]): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? bucket : `${bucket} ${count}`
    if (!takenNames.includes(name)) return name
  }
}

export function tidyFields(fields: AccountFields, takenNames: readonly string[]): AccountFields {
  const bucket = fields.bucket.trim()
  return {
    ...fields,
    name: fields.name.trim() || freeName(bucket, takenNames),
    accessKeyId: withoutBlanks(fields.accessKeyId),
    accessKeySecret: withoutBlanks(fields.accessKeySecret),
    securityToken: withoutBlanks(fields.securityToken),
    region: normalizeRegion(fields.region),
    bucket,
    folder: normalizeFolder(fields.folder),
    customDomain: fields.customDomain.trim().replace(/\/+$/, ''),
  }
}

function folderProblem(folder: string): FieldProblem | undefined {
  if (folder === '') return undefined
  const problem = objectKeyProblem(folder)
  if (problem === 'tooLong') return 'folderLong'
  return problem === undefined ? undefined : 'folderForm'
}

function keyProblems(fields: AccountFields, nowMs: number): Problems {
  const problems: Problems = {}
  if (fields.accessKeyId === '') problems.accessKeyId = 'accessKeyId'
  if (fields.accessKeySecret === '') problems.accessKeySecret = 'accessKeySecret'
  if (!fields.isTemporary) return problems
  if (fields.securityToken === '') problems.securityToken = 'securityToken'
  if (fields.tokenEnd !== '' && !(Date.parse(fields.tokenEnd) > nowMs)) problems.tokenEnd = 'tokenEndPast'
  return problems
}

/** What is not right yet, by field. Empty when main may be asked. */
export function problemsOf(typed: AccountFields, context: FieldContext): Problems {
  const fields = tidyFields(typed, context.takenNames)
  const problems: Problems = context.asksKey ? keyProblems(fields, context.nowMs) : {}
  const folder = folderProblem(fields.folder)
  if (fields.region === '') problems.region = 'region'
  else if (!isRegionId(fields.region)) problems.region = 'regionForm'
  if (fields.bucket === '') problems.bucket = 'bucket'
  else if (!isBucketName(fields.bucket)) problems.bucket = 'bucketForm'
  if (folder !== undefined) problems.folder = folder
  if (fields.endpointKind === 'custom' && fields.customDomain === '') problems.customDomain = 'customDomain'
  else if (fields.endpointKind === 'custom' && !isHost(fields.customDomain)) problems.customDomain = 'customDomainForm'
  if (fields.name.length > 80) problems.name = 'nameLong'
  else if (context.takenNames.includes(fields.name)) problems.name = 'nameTaken'
  return problems
}

export function credentialsOf(fields: AccountFields): AccountCredentials {
  const { accessKeyId, accessKeySecret, isTemporary, securityToken, tokenEnd } = fields
  return {
    accessKeyId,
    accessKeySecret,
    ...(isTemporary ? { securityToken } : {}),
    ...(isTemporary && tokenEnd !== '' ? { tokenExpiresAtMs: Date.parse(tokenEnd) } : {}),
  }
}

export function placeOf(fields: AccountFields): Omit<AccountDraft, keyof AccountCredentials> {
  const { name, region, bucket, folder, endpointKind, customDomain } = fields
  return { name, region, bucket, folder, endpointKind, ...(endpointKind === 'custom' ? { customDomain } : {}) }
}

export const draftOf = (fields: AccountFields): AccountDraft => ({ ...placeOf(fields), ...credentialsOf(fields) })
