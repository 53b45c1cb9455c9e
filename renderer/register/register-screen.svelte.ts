// What happens when a link of the list asks for something.
import type { ErrorView } from '../../shared/model/error.ts'
import type { LinkId, LinkView } from '../../shared/model/link.ts'
import type { CloseResult, LinkRow } from '../../shared/model/register.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { announce } from '../lib/announce.svelte.ts'
import type { AppStore } from '../lib/app-store.svelte.ts'
import type { HandOver } from '../links/hand-over.svelte.ts'
import { permissionRequest } from '../uploads/permission-request.ts'
import { isWorking } from './link-row-view.ts'
import type { LinkAction } from './link-row-view.ts'
import type { RegisterStore } from './register-store.svelte.ts'

export type RegisterDialog =
  | { kind: 'close'; row: LinkRow }
  | { kind: 'cannotClose'; row: LinkRow }
  | { kind: 'remove'; row: LinkRow }
  | { kind: 'download'; row: LinkRow }
  | { kind: 'export' }

type Parts = {
  app: Pick<AppStore, 'api' | 'accounts' | 'copy'>
  register: RegisterStore
  hand: Pick<HandOver, 'message'>
  /** Puts a link on the card. */
  show: (link: LinkView) => void
  /** The one on the card, if it is there, is gone. */
  removed: (linkId: LinkId) => void
  now: () => number
}

export class RegisterScreen {
  readonly #parts: Parts
  dialog = $state.raw<RegisterDialog>()
  /** A short confirmation, such as what was copied. */
  said = $state<string>()
  isBusy = $state(false)

  constructor(parts: Parts) {
    this.#parts = parts
  }

  closeDialog(): void {
    this.dialog = undefined
  }

  act(row: LinkRow, action: LinkAction): void {
    const { now } = this.#parts
    if (action === 'show') void this.open(row.linkId)
    else if (action === 'copyName') void this.#copy(row.received?.objectKey ?? row.objectKey, t('register.nameCopied'))
    else if (action === 'copyMessage' || action === 'copyLink') void this.#copyOpened(row, action)
    else if (action === 'check') void this.check([row.linkId])
    else if (action === 'renew') void this.renew(row)
    else if (action === 'download') this.dialog = { kind: 'download', row }
    else if (action === 'close') this.dialog = { kind: isClosable(row) ? 'close' : 'cannotClose', row }
    else if (isWorking(row, now())) this.dialog = { kind: 'remove', row }
    else void this.remove(row)
  }

  /** Puts the link on the card. */
  async open(linkId: LinkId): Promise<void> {
    const { app, register, show } = this.#parts
    const link = await register.tried(app.api.links.open({ linkId }))
    if (link) show(link)
  }

  async check(linkIds: readonly LinkId[]): Promise<void> {
    const { app, register } = this.#parts
    if (linkIds.length === 0 || this.isBusy) return
    this.isBusy = true
    try {
      await register.tried(app.api.links.check({ linkIds: [...linkIds] }))
      if (!register.problem) this.#say(t('register.checked'))
    } finally {
      this.isBusy = false
    }
  }

  async renew(row: LinkRow): Promise<void> {
    const { app, register, show } = this.#parts
    const link = await register.tried(app.api.links.renew({ linkId: row.linkId }))
    if (!link) return
    register.look({ filter: 'all', search: '' })
    const name = link.objectKey.split('/').at(-1) ?? ''
    this.#say(link.objectKey === row.objectKey ? t('register.renewed') : t('register.renewedAs', { name }))
    show(link)
  }

  async close(row: LinkRow): Promise<void> {
    const { app, register } = this.#parts
    if (this.isBusy) return
    this.isBusy = true
    try {
      const answer = await register.tried(app.api.links.close({ linkId: row.linkId }))
      if (answer) this.#say(closeWords(answer))
    } finally {
      this.isBusy = false
      this.dialog = undefined
    }
  }

  async remove({ linkId }: LinkRow): Promise<void> {
    const { app, register, removed } = this.#parts
    this.dialog = undefined
    await register.tried(app.api.links.remove({ linkIds: [linkId] }))
    if (!register.problem) removed(linkId)
  }

  /** What is searched for and filtered, as a table. */
  async export(withLinks: boolean): Promise<void> {
    const { app, register } = this.#parts
    this.dialog = undefined
    const { search, filter } = register
    const answer = await register.tried(app.api.links.exportCsv({ search: search.trim(), filter, withLinks }))
    if (answer?.saved) this.#say(t('register.exported'))
  }

  /** For the administrator. */
  async copyRequest(row: LinkRow, error: ErrorView): Promise<void> {
    const account = this.#parts.app.accounts?.accounts.find(({ accountId }) => accountId === row.accountId)
    if (!account) return
    await this.#copy(
      permissionRequest(account, row.objectKey, error, 'register.requestText'),
      t('register.requestCopied'),
    )
  }

  async #copyOpened(row: LinkRow, action: 'copyMessage' | 'copyLink'): Promise<void> {
    const { app, register, hand } = this.#parts
    const link = await register.tried(app.api.links.open({ linkId: row.linkId }))
    if (!link) return
    if (action === 'copyLink') return this.#copy(link.url, t('register.linkCopied'))
    await this.#copy(await hand.message(link), t('register.messageCopied'))
  }

  async #copy(text: string, words: string): Promise<void> {
    await this.#parts.app.copy(text)
    this.#say(words)
  }

  #say(words: string): void {
    this.said = words
    announce(words)
  }
}

const isClosable = ({ isFirstUploadOnly, kind }: LinkRow): boolean => isFirstUploadOnly && kind === 'put'

function closeWords({ result }: CloseResult): string {
  if (result === 'closed') return t('register.wasClosed')
  return result === 'received' ? t('register.wasReceived') : t('register.wasTaken')
}
