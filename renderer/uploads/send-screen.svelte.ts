// What happens on the Send screen when a row or a dialog asks for something.
import type { AccountView } from '../../shared/model/account.ts'
import type { ErrorView } from '../../shared/model/error.ts'
import type { ActionTarget, FileRow, FolderRow, ReportScope, UploadRow } from '../../shared/model/upload.ts'
import { errorAdvice } from '../accounts/error-actions.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { announce } from '../lib/announce.svelte.ts'
import type { AppStore } from '../lib/app-store.svelte.ts'
import { shortRegionName } from '../lib/region-name.ts'
import { permissionRequest } from './permission-request.ts'
import type { Decision, RowCommands } from './row-commands.ts'
import type { RowAction } from './row-view.ts'
import { isFinished, unfinishedCount } from './totals.ts'
import type { UploadsStore } from './uploads-store.svelte.ts'

export type OpenDialog =
  | { kind: 'folder' }
  | { kind: 'details' }
  | { kind: 'speed' }
  | { kind: 'error'; title: string; error: ErrorView; remedy: { label: string; run: () => void } | undefined }
  | { kind: 'cancel'; row: FolderRow; count: number }
  | { kind: 'replaceAll' }
  | { kind: 'download'; accountId: AccountView['accountId']; objectKeys: readonly string[] }

const targetOf = (row: UploadRow): ActionTarget =>
  row.kind === 'folder' ? { kind: 'item', itemId: row.itemId } : { kind: 'file', fileId: row.fileId }

export class SendScreen implements RowCommands {
  readonly #app: AppStore
  readonly #uploads: UploadsStore
  readonly #openUnfinished: (account: AccountView) => void
  readonly #editKey: (account: AccountView) => void
  dialog = $state.raw<OpenDialog>()

  constructor(
    app: AppStore,
    uploads: UploadsStore,
    open: { unfinished: (account: AccountView) => void; key: (account: AccountView) => void },
  ) {
    this.#openUnfinished = open.unfinished
    this.#editKey = open.key
    this.#app = app
    this.#uploads = uploads
  }

  close(): void {
    this.dialog = undefined
  }

  act(row: UploadRow, action: RowAction): void {
    if (action === 'copyKey') void this.#copy(row.objectKey, t('send.keyCopied', { objectKey: row.objectKey }))
    else if (action === 'downloadLink') void this.#openDownload(row)
    else if (action === 'export') void this.exportReport({ kind: 'item', itemId: row.itemId })
    else if (action === 'cancel' && row.kind === 'folder' && unfinishedCount(row.totals) > 1)
      this.dialog = { kind: 'cancel', row, count: unfinishedCount(row.totals) }
    else void this.#uploads.act({ action, target: targetOf(row) })
  }

  async exportReport(scope: ReportScope): Promise<void> {
    if (await this.#uploads.exportReport(scope)) this.#say(t('send.exported'))
  }

  async #openDownload(row: UploadRow): Promise<void> {
    const objectKeys = row.kind === 'folder' ? await this.#uploads.sentFilesOf(row.itemId) : [row.objectKey]
    if (objectKeys.length > 0) this.dialog = { kind: 'download', accountId: row.accountId, objectKeys }
  }

  cancelFolder(row: FolderRow): void {
    this.close()
    void this.#uploads.act({ action: 'cancel', target: targetOf(row) })
  }

  toggle(row: FolderRow): void {
    this.#uploads.toggle(row.itemId)
  }

  decide(row: FileRow, decision: Decision): void {
    void this.#uploads.act({ action: 'decide', target: targetOf(row), decision })
  }

  /** Replacing many at once cannot be taken back, so it is asked about. */
  decideForAll(decision: Decision): void {
    if (decision === 'replace') this.dialog = { kind: 'replaceAll' }
    else void this.#uploads.act({ action: 'decide', target: { kind: 'all' }, decision })
  }

  replaceAll(): void {
    this.close()
    void this.#uploads.act({ action: 'decide', target: { kind: 'all' }, decision: 'replace' })
  }

  showDetails(row: UploadRow, error: ErrorView): void {
    const isWaiting =
      row.kind === 'folder' ? !isFinished(row.totals) : row.status !== 'failed' && row.status !== 'canceled'
    const { name } = row
    const title = isWaiting ? t('send.whyWaitsTitle', { name }) : t('send.whyTitle', { name })
    this.dialog = { kind: 'error', title, error, remedy: this.remedy(row, error) }
  }

  remedy(row: UploadRow, error: ErrorView): { label: string; run: () => void } | undefined {
    const account = this.#app.accounts?.accounts.find(({ accountId }) => accountId === row.accountId)
    const { action } = errorAdvice[error.code]
    if (action === 'network') return { label: t('send.openSettings'), run: () => this.#openSettings() }
    if (account && row.kind === 'file' && row.status === 'canceled')
      return { label: t('send.openUnfinished'), run: () => this.#showUnfinished(account) }
    if (!account || action === undefined || action === 'retry' || action === 'decide') return undefined
    if (action === 'askAdmin') {
      const text = permissionRequest(account, row.objectKey, error)
      return { label: t('send.copyRequest'), run: () => void this.#copy(text, t('send.requestCopied')) }
    }
    const region = error.params['region']
    if (action === 'switchRegion' && typeof region === 'string')
      return {
        label: t('send.switchRegion', { region: shortRegionName(region) }),
        run: () => void this.#switchRegion(row, region),
      }
    if (action === 'enterSecret') {
      const label = account.isTemporary ? t('common.noticeTokenExpiredAction') : t('accounts.action.enterSecret')
      return { label, run: () => this.#enterKey(account) }
    }
    return { label: t('send.openSettings'), run: () => this.#openSettings() }
  }

  async copyDetails(text: string): Promise<void> {
    await this.#copy(text, t('common.copied'))
  }

  #enterKey(account: AccountView): void {
    this.close()
    this.#editKey(account)
  }

  #openSettings(): void {
    this.close()
    this.#app.view = 'settings'
  }

  async #switchRegion(row: UploadRow, region: string): Promise<void> {
    this.close()
    await this.#uploads.tried(
      this.#app.api.accounts.update({ accountId: row.accountId, region }).then((state) => this.#app.setAccounts(state)),
    )
    await this.#uploads.act({ action: 'retry', target: { kind: 'account', accountId: row.accountId } })
  }

  async #copy(text: string, said: string): Promise<void> {
    await this.#uploads.tried(this.#app.api.app.copyText({ text }))
    this.#say(said)
  }

  #showUnfinished(account: AccountView): void {
    this.close()
    this.#openUnfinished(account)
  }

  #say(said: string): void {
    this.said = said
    announce(said)
  }

  /** Shown for a moment near the list: copying has no other visible effect. */
  said = $state<string>()
}
