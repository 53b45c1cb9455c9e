import { t } from '../i18n/i18n.svelte.ts'

const office = 'application/vnd.openxmlformats-officedocument'

/** The kinds offices send most, by name. Everything else is typed. */
export const contentTypeChoices = (): { value: string; label: string }[] => [
  { value: 'application/pdf', label: t('common.typePdf') },
  { value: `${office}.wordprocessingml.document`, label: t('common.typeWord') },
  { value: `${office}.spreadsheetml.sheet`, label: t('common.typeExcel') },
  { value: `${office}.presentationml.presentation`, label: t('common.typePowerPoint') },
  { value: 'image/jpeg', label: t('common.typeJpeg') },
  { value: 'image/png', label: t('common.typePng') },
  { value: 'image/svg+xml', label: t('common.typeSvg') },
  { value: 'video/mp4', label: t('common.typeMp4') },
  { value: 'video/quicktime', label: t('common.typeMov') },
  { value: 'audio/mpeg', label: t('common.typeMp3') },
  { value: 'application/zip', label: t('common.typeZip') },
  { value: 'text/plain', label: t('common.typeText') },
  { value: 'text/csv', label: t('common.typeCsv') },
  { value: 'text/html', label: t('common.typeHtml') },
  { value: 'application/json', label: t('common.typeJson') },
  { value: 'application/octet-stream', label: t('common.typeBinary') },
]

/** RFC 9110: type "/" subtype, then parameters such as charset. */
const mediaType =
  /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:\s*;\s*[\w!#$%&'*+.^`|~-]+=(?:"[^"\\]*"|[\w!#$%&'*+.^`|~-]+))*$/

export const isContentType = (text: string): boolean => text.length <= 255 && mediaType.test(text.trim())
