// One account being added or changed: what was typed, what a test said, and the way to saving it.
import type { ErrorShape } from '../../shared/errors.ts'
import { toShape } from '../../shared/errors.ts'
import type { AccountReport, AccountView, AccountsState, EndpointKind } from '../../shared/model/account.ts'
import type { Api } from '../lib/api.ts'
import {
  credentialsOf,
  draftOf,
  emptyFields,
  fieldsOf,
  normalizeFolder,
  placeOf,
  problemsOf,
  tidyFields,
} from './account-fields.ts'
import type { AccountFields, FieldName, FieldProblem, Problems } from './account-fields.ts'
import { parseBucketAddress } from './bucket-address.ts'

type AccountCalls = Pick<Api['accounts'], 'test' | 'testSaved' | 'add' | 'update'>

export type AccountFormOptions = {
  calls: AccountCalls
  now: () => number
  accounts: readonly AccountView[]
  /** Absent for a new account. */
  editing?: AccountView
  /** Opens with the key to be typed: its secret is not at hand. */
  asksKey?: boolean
  /** What stood in an earlier form that was closed, without its secrets. */
  fields?: AccountFields
  onSaved?: (state: AccountsState) => void
}

/**
 * `editing` → `testing` → `saving` → `saved`. A test that says no goes back to `editing` with the report shown.
 * Secrets are wiped from here as soon as they were saved, or the form is closed.
 */
export type Phase = 'editing' | 'testing' | 'saving' | 'saved'

export class AccountForm {
  readonly editing: AccountView | undefined
  /** Opened to put a new temporary key in the place of one that ended. */
  readonly isForNewKey: boolean
  fields = $state<AccountFields>({ ...emptyFields })
  phase = $state<Phase>('editing')
  report = $state.raw<AccountReport | null>(null)
  /** Why a call to main was turned down as a whole. */
  error = $state.raw<ErrorShape | null>(null)
  asksKey = $state(true)

  readonly #onSaved: (state: AccountsState) => void
  readonly #calls: AccountCalls
  readonly #now: () => number
  readonly #takenNames: readonly string[]
  /** Problems are held back until a field was left, or saving was tried. */
  #visited = $state<readonly FieldName[]>([])
  #wasTried = $state(false)
  /** Counts up with every run, so that the answer to a run that was left behind changes nothing. */
  #run = 0

  constructor(options: AccountFormOptions) {
    this.editing = options.editing
    this.#calls = options.calls
    this.#now = options.now
    this.#onSaved = options.onSaved ?? (() => {})
    this.#takenNames = options.accounts
      .filter((account) => account.accountId !== options.editing?.accountId)
      .map((account) => account.name)
    if (options.editing) this.fields = fieldsOf(options.editing)
    else if (options.fields) this.fields = { ...options.fields }
    this.asksKey = options.editing === undefined || options.asksKey === true
    this.isForNewKey = this.asksKey && options.editing?.isTemporary === true && options.editing.secret === 'kept'
    // Its ID is another one too: with the old one in the field, a secret and a token would be pasted beside it.
    if (this.isForNewKey) this.fields.accessKeyId = ''
  }

  get isBusy(): boolean {
    return this.phase === 'testing' || this.phase === 'saving'
  }

  /** Whether the bucket is one new accounts cannot reach by its public address. */
  get mayNeedOwnDomain(): boolean {
    const { region, endpointKind } = this.fields
    const isMainland = region.startsWith('cn-') && region !== 'cn-hongkong'
    return isMainland && (endpointKind === 'public' || endpointKind === 'dualStack')
  }

  get #problems(): Problems {
    return problemsOf(this.fields, { asksKey: this.asksKey, takenNames: this.#takenNames, nowMs: this.#now() })
  }

  get problemCount(): number {
    return this.#wasTried ? Object.keys(this.#problems).length : 0
  }

  /** What to say under a field now. */
  problem(field: FieldName): FieldProblem | undefined {
    return this.#wasTried || this.#visited.includes(field) ? this.#problems[field] : undefined
  }

  /** A report about something else than what stands in the form would mislead, so it goes. */
  set<F extends FieldName>(field: F, value: AccountFields[F]): void {
    this.fields[field] = value
    this.error = null
    if (field !== 'name') this.report = null
  }

  /** A field was left: its own problem may be shown, a folder is spelled as it is used, and an address pasted as bucket is taken apart. */
  leave(field: FieldName): void {
    if (this.fields[field] !== '') this.#visited = [...this.#visited, field]
    if (field === 'folder') this.#spellFolder()
    if (field !== 'bucket') return
    const { bucket, region, folder } = parseBucketAddress(this.fields.bucket)
    if (bucket !== this.fields.bucket) this.set('bucket', bucket)
    if (region !== undefined) this.set('region', region)
    if (folder !== undefined && this.fields.folder === '') this.set('folder', folder)
  }

  #spellFolder(): void {
    const folder = normalizeFolder(this.fields.folder)
    if (folder !== this.fields.folder) this.set('folder', folder)
  }

  replaceKey(isReplaced: boolean): void {
    this.asksKey = isReplaced
    this.#wipe()
    this.report = null
  }

  /** Tests, and saves when files can be sent. The first field to look at when something is missing. */
  async submit(): Promise<FieldName | undefined> {
    if (this.isBusy) return undefined
    this.#wasTried = true
    const problems = this.#problems
    const first = (Object.keys(this.fields) as FieldName[]).find((field) => problems[field] !== undefined)
    if (first !== undefined) return first
    this.fields = tidyFields(this.fields, this.#takenNames)
    this.report = null
    if (this.asksKey) await this.#testThenSave()
    else await this.#saveThenTest()
    return undefined
  }

  /** After a test that said no: the user knows better, or will put it right later. */
  async saveAnyway(): Promise<void> {
    if (this.report === null || this.isBusy) return
    await this.#attempt('saving', () => this.#save())
  }

  /** The one-click fix of a wrong region. */
  async switchRegion(region: string): Promise<void> {
    this.set('region', region)
    this.phase = 'editing'
    await this.submit()
  }

  async switchEndpoint(kind: EndpointKind): Promise<void> {
    this.set('endpointKind', kind)
    this.phase = 'editing'
    await this.submit()
  }

  /** Back from the report of an account that was saved but cannot send. */
  reopen(): void {
    if (this.phase === 'saved') this.phase = 'editing'
  }

  /** To be called when the form goes away. */
  close(): void {
    this.#run++
    this.#wipe()
  }

  async #testThenSave(): Promise<void> {
    const canSave = await this.#attempt('testing', async (isCurrent) => {
      const report = await this.#calls.test(draftOf(this.fields))
      if (isCurrent()) this.report = report
      return report.canSend && isCurrent()
    })
    if (canSave === true) await this.#attempt('saving', () => this.#save())
  }

  /** Without the secret main alone can test, and it tests what is saved. */
  async #saveThenTest(): Promise<void> {
    const accountId = this.editing?.accountId
    if (accountId === undefined) return
    await this.#attempt('testing', async (isCurrent) => {
      await this.#save()
      const report = await this.#calls.testSaved(accountId)
      if (isCurrent()) this.report = report
    })
  }

  async #save(): Promise<AccountsState> {
    const { fields } = this
    const saved = this.editing
      ? await this.#calls.update({
          accountId: this.editing.accountId,
          ...placeOf(fields),
          ...(this.asksKey ? { credentials: credentialsOf(fields) } : {}),
        })
      : await this.#calls.add(draftOf(fields))
    this.#wipe()
    this.#onSaved(saved)
    return saved
  }

  /** Runs one step; what it throws is shown, and `saved` is reached when the step that saves went through. */
  async #attempt<T>(phase: Phase, work: (isCurrent: () => boolean) => Promise<T>): Promise<T | undefined> {
    const run = ++this.#run
    const isCurrent = () => run === this.#run
    this.phase = phase
    this.error = null
    try {
      const result = await work(isCurrent)
      const isSaved = phase === 'saving' || !this.asksKey
      if (isCurrent()) this.phase = isSaved ? 'saved' : 'editing'
      return result
    } catch (error) {
      if (!isCurrent()) return undefined
      this.phase = 'editing'
      this.error = toShape(error)
      return undefined
    }
  }

  #wipe(): void {
    this.fields.accessKeySecret = ''
    this.fields.securityToken = ''
  }
}
