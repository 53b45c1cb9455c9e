// The built-in bucket on this computer, as an account. Its keys are made anew for each run and never leave main.
import type { AccountView } from '../../shared/model/account.ts'
import type { Place } from './place.ts'

export const practiceId = 'practice'
export const practiceBucket = { name: 'practice-bucket', region: 'cn-hangzhou' }

export const isPractice = (accountId: string | null): boolean => accountId === practiceId

export const practicePlace = (name: string): Place => ({
  name,
  region: practiceBucket.region,
  bucket: practiceBucket.name,
  folder: '',
  endpointKind: 'custom',
})

export const practiceView = (name: string): AccountView => ({
  // A constant of the schema's form.
  accountId: practiceId as AccountView['accountId'],
  kind: 'practice',
  ...practicePlace(name),
  accessKeyId: '',
  isTemporary: false,
  secret: 'kept',
})
