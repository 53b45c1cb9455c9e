// Download links being asked for, and those just made.
import type { ErrorShape } from '../../shared/errors.ts'
import type { DownloadLink, DownloadLinks } from '../../shared/model/download.ts'
import type { MessageLocale } from '../../shared/hand-over.ts'
import { isFileName } from '../../shared/oss/content-disposition.ts'
import type { Api } from '../lib/api.ts'
import { shapeOf } from '../lib/error-text.ts'

export const downloadTimes = ['1h', '1day', '7days'] as const
export type DownloadTime = (typeof downloadTimes)[number]
const seconds: Readonly<Record<DownloadTime, number>> = { '1h': 3600, '1day': 86_400, '7days': 604_800 }

/** What OSS does to a picture, as x-oss-process has it. Empty: nothing. */
export const pictures = {
  none: '',
  small: 'image/resize,w_400',
  medium: 'image/resize,w_1200',
  jpg: 'image/format,jpg',
  webp: 'image/format,webp',
  png: 'image/format,png',
} as const
export type Picture = keyof typeof pictures | 'other'

/** What OSS can work on, by the usual endings. */
const pictureEnding = /\.(?:jpe?g|png|bmp|gif|webp|tiff?|heic|avif)$/i

type Options = { calls: Api['downloads']; accountId: DownloadRequest['accountId']; objectKeys: readonly string[] }
type DownloadRequest = Parameters<Api['downloads']['make']>[0]

export class DownloadForm {
  readonly objectKeys: readonly string[]
  time = $state<DownloadTime>('7days')
  fileName = $state('')
  picture = $state<Picture>('none')
  typedProcess = $state('')
  versionId = $state('')
  isMaking = $state(false)
  error = $state.raw<ErrorShape | null>(null)
  made = $state.raw<DownloadLinks>()
  readonly #calls: Options['calls']
  readonly #accountId: Options['accountId']

  constructor({ calls, accountId, objectKeys }: Options) {
    this.#calls = calls
    this.#accountId = accountId
    this.objectKeys = objectKeys
  }

  get isOne(): boolean {
    return this.objectKeys.length === 1
  }

  /** Whether there is a picture among them. */
  get hasPicture(): boolean {
    return this.objectKeys.some((objectKey) => pictureEnding.test(objectKey))
  }

  readonly process: string = $derived(this.picture === 'other' ? this.typedProcess.trim() : pictures[this.picture])
  readonly isNameWrong: boolean = $derived(this.fileName.trim() !== '' && !isFileName(this.fileName.trim()))
  readonly isProcessWrong: boolean = $derived(
    this.picture === 'other' && !/^[a-z][a-z-]*\/[\x21-\x7e]+$/.test(this.process),
  )
  readonly isVersionWrong: boolean = $derived(!/^[\x21-\x7e]*$/.test(this.versionId.trim()))
  readonly canMake: boolean = $derived(!this.isNameWrong && !this.isProcessWrong && !this.isVersionWrong)

  async make(): Promise<void> {
    if (this.isMaking || !this.canMake) return
    this.isMaking = true
    this.error = null
    const fileName = this.fileName.trim()
    const versionId = this.versionId.trim()
    try {
      this.made = await this.#calls.make({
        accountId: this.#accountId,
        objectKeys: [...this.objectKeys],
        validity: { kind: 'seconds', seconds: seconds[this.time] },
        ...(fileName === '' ? {} : { fileName }),
        ...(this.process === '' ? {} : { process: this.process }),
        ...(versionId === '' ? {} : { versionId }),
      })
    } catch (thrown) {
      this.error = shapeOf(thrown)
    } finally {
      this.isMaking = false
    }
  }

  /** Back to the questions. */
  change(): void {
    this.made = undefined
  }

  get text(): string {
    return this.#links.map(({ url }) => url).join('\n')
  }

  async message(locale: MessageLocale): Promise<string> {
    const fileName = this.fileName.trim()
    const links = this.#links.map(({ objectKey, url, expiresAtMs }) => ({ objectKey, url, expiresAtMs }))
    const { text } = await this.#calls.message({ links, locale, ...(fileName === '' ? {} : { fileName }) })
    return text
  }

  get #links(): readonly DownloadLink[] {
    return this.made?.links ?? []
  }
}
