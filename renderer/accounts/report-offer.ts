// What a test report offers to put right in one click.
import type { AccountReport } from '../../shared/model/account.ts'
import { errorAdvice } from './error-actions.ts'

export type ReportOffer = { kind: 'switchRegion'; region: string } | { kind: 'useOwnDomain' } | { kind: 'usePublic' }

export function offerFor(report: AccountReport): ReportOffer | undefined {
  if (report.canSend) return undefined
  if (report.suggestedRegion !== undefined) return { kind: 'switchRegion', region: report.suggestedRegion }
  const errors = report.checks.flatMap(({ error }) => (error ? [error] : []))
  const action = errors.map((error) => errorAdvice[error.code].action).find((found) => found !== undefined)
  return action === 'useOwnDomain' || action === 'usePublic' ? { kind: action } : undefined
}
