// What a test report offers to put right in one click.
import type { AccountReport } from '../../shared/model/account.ts'
import { errorAdvice } from './error-actions.ts'

export type ReportOffer =
  | { kind: 'switchRegion'; region: string }
  | { kind: 'useOwnDomain' | 'usePublic' | 'network' }
  /** Both as OSS names them, empty when it did not say. */
  | { kind: 'askAdmin'; action: string; resource: string }

export function offerFor(report: AccountReport): ReportOffer | undefined {
  if (report.canSend) return undefined
  if (report.suggestedRegion !== undefined) return { kind: 'switchRegion', region: report.suggestedRegion }
  // The first that is in the way; reading and listing never are.
  const error = report.checks.find(({ check, error }) => error && check !== 'read' && check !== 'list')?.error
  if (error === undefined) return undefined
  const { action } = errorAdvice[error.code]
  if (action === 'useOwnDomain' || action === 'usePublic' || action === 'network') return { kind: action }
  if (action !== 'askAdmin') return undefined
  const { action: deed = '', resource = '' } = error.params
  return { kind: action, action: String(deed), resource: String(resource) }
}
