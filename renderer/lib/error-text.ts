import { AppError } from '../../shared/errors.ts'
import type { ErrorShape } from '../../shared/errors.ts'
import type { ErrorView } from '../../shared/model/error.ts'
import { errorSentence } from '../../shared/words/error-sentence.ts'
import { locale, t } from '../i18n/i18n.svelte.ts'

/** One or two sentences: what happened and what to do. */
export const errorText = (error: ErrorView): string => errorSentence(error, locale())

/** For an administrator or a support ticket. Labels are translated, values are as OSS gave them. */
export function errorDetails(error: ErrorView): { label: string; value: string }[] {
  const { oss } = error
  const all = [
    { label: t('common.detailCode'), value: error.code },
    ...(oss
      ? [
          { label: t('common.detailStatus'), value: String(oss.status) },
          { label: t('common.detailOssCode'), value: oss.ossCode },
          { label: t('common.detailEc'), value: oss.ec },
          { label: t('common.detailRequestId'), value: oss.requestId },
          { label: t('common.detailHost'), value: oss.hostId },
          { label: t('common.detailMessage'), value: oss.message },
        ]
      : []),
  ]
  return all.filter((detail) => detail.value !== '')
}

/** What was thrown, as what can be shown. */
export const shapeOf = (thrown: unknown): ErrorShape =>
  thrown instanceof AppError ? thrown.shape : new AppError('internal').shape
