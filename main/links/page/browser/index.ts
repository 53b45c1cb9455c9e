// The upload page itself: takes a file, sends it, says what became of it.
import type { PageFacts, PageLocale } from '../facts.ts'
import { fileProblem } from './check-file.ts'
import { button, part } from './dom.ts'
import { formatPercent } from './format.ts'
import { discard } from './parts/discard.ts'
import { listParts } from './parts/list-parts.ts'
import { createMemory } from './parts/memory.ts'
import { discardedScreen, discardingScreen, stoppedScreen } from './parts/screens.ts'
import type { PartsPhase } from './parts/send-parts.ts'
import { readAnswer } from './problem.ts'
import type { ProblemKind } from './problem.ts'
import { createProgress } from './progress.ts'
import type { Progress } from './progress.ts'
import { say } from './say.ts'
import { chooseScreen, doneScreen, problemScreen, readyScreen, sendingScreen } from './screens.ts'
import type { Screen, View } from './screens.ts'
import type { PageWord } from '../words.ts'
import type { Actions, State } from './state.ts'
import { createUpload } from './upload.ts'

// Written by the app that made this page, in this form.
const facts = JSON.parse(part('facts').textContent ?? '') as PageFacts
const memory = facts.mode === 'parts' ? createMemory(facts.kit.uploadId) : undefined
const upload = createUpload(facts, memory)
/** Of a kit: bytes that are there already, perhaps of a file begun on another day. */
let foundBytes = 0
/** Whether the storage lets this page see what is there. */
let isListable = false
// The page is built with one.
const input = part('file') as HTMLInputElement

let locale: PageLocale = facts.locale
let state: State = Date.now() > facts.expiresAtMs ? { at: 'problem', problem: { kind: 'ended' } } : { at: 'choose' }
let running: { abort: AbortController; progress: Progress } | undefined

const t = (...args: Parameters<typeof say> extends [unknown, ...infer Rest] ? Rest : never) => say(locale, ...args)

const actions: Actions = {
  choose: () => input.click(),
  send: () => {
    if ('file' in state && state.file) void send(state.file)
  },
  stop: () => running?.abort.abort(),
  restart: () => go({ at: 'choose' }),
  askToDiscard: () => {
    if (state.at === 'stopped') go({ at: 'discarding', file: state.file, isBusy: false })
  },
  discard: () => void throwAway(),
  keep: () => {
    if (state.at === 'discarding') go({ at: 'ready', file: state.file })
  },
}

function screen(): Screen {
  const view: View = {
    facts,
    locale,
    nowMs: Date.now(),
    actions,
    foundBytes,
    isRemembered: isListable || memory?.isKept === true,
  }
  switch (state.at) {
    case 'choose':
      return chooseScreen(view)
    case 'ready':
      return readyScreen(view, state)
    case 'sending': {
      const { bar, line } = running?.progress ?? createProgress(state.file, facts.mode, () => locale)
      return sendingScreen(view, state, bar, line)
    }
    case 'stopped':
      return stoppedScreen(view, state)
    case 'discarding':
      return discardingScreen(view, state)
    case 'discarded':
      return discardedScreen(view)
    case 'done':
      return doneScreen(view, state)
    case 'problem':
      return problemScreen(view, state)
  }
}

function footer(): string {
  const isEncrypted = facts.url.startsWith('https:')
  const isOnce = facts.isFirstUploadOnly && facts.fileName !== undefined
  return [
    t(isEncrypted ? 'encrypted' : 'direct'),
    ...(isOnce ? [t('firstOnly')] : []),
    ...(facts.mode === 'form' ? [t('formNote', { asker: facts.asker })] : []),
  ].join(locale === 'en' ? ' ' : '')
}

function draw(): void {
  const { title, lead, body, tone = '' } = screen()
  document.documentElement.lang = locale
  document.title = state.at === 'choose' ? title : `${title} – ${t('title', { asker: facts.asker })}`
  part('title').textContent = title
  part('lead').replaceChildren(...lead.filter((each) => each !== undefined))
  part('stage').replaceChildren(...body.filter((each) => each !== undefined))
  part('head').className = tone
  part('foot').textContent = footer()
  const other = locale === 'en' ? 'zh-CN' : 'en'
  const language = button(t('switchTo'), switchLanguage, 'inline')
  language.lang = other
  language.setAttribute('aria-label', t('switchToLabel'))
  part('language').replaceChildren(language)
}

/** To another state: its heading takes the focus, which also has it read. */
function go(next: State): void {
  state = next
  draw()
  part('title').focus()
}

function switchLanguage(): void {
  locale = locale === 'en' ? 'zh-CN' : 'en'
  draw()
  part('language').querySelector('button')?.focus()
}

/** What was dropped or chosen. Nothing is kept of a file that cannot be sent. */
function take(files: FileList | null): void {
  const [file, second] = files ?? []
  if (!file || running) return
  const refuse = (kind: ProblemKind) =>
    go({ at: 'problem', problem: { kind }, fileName: file.name, fileBytes: file.size })
  if (second) return refuse('several')
  const kind = fileProblem(file, facts)
  if (kind) refuse(kind)
  else go({ at: 'ready', file })
}

async function send(file: File): Promise<void> {
  if (running) return
  const progress = createProgress(file, facts.mode, () => locale)
  const abort = new AbortController()
  running = { abort, progress }
  go({ at: 'sending', file })
  const onPhase = (phase: PartsPhase) => progress.instead(phaseWords[phase])
  const tried = await upload(file, { signal: abort.signal, onSent: progressed, onPhase })
  running = undefined
  if (tried.kind === 'stopped' && tried.arrived !== undefined) go({ at: 'stopped', file, share: tried.arrived })
  else if (tried.kind === 'stopped') {
    go({ at: 'ready', file })
    announce(t('stopped'))
  } else if (tried.kind === 'done') {
    go({ at: 'done', file, atMs: Date.now(), receipt: tried.receipt, isNotified: tried.isNotified })
  } else {
    go({ at: 'problem', problem: tried.problem, file })
  }
}

const phaseWords: Record<PartsPhase, PageWord | undefined> = {
  looking: 'partsLooking',
  sending: undefined,
  waiting: 'partsWaiting',
  offline: 'partsOffline',
  finishing: 'partsFinishing',
}

async function throwAway(): Promise<void> {
  if (state.at !== 'discarding' || state.isBusy || facts.mode !== 'parts') return
  go({ ...state, isBusy: true })
  const found = await discard(facts, new AbortController().signal)
  memory?.forget()
  go(found ? { at: 'problem', problem: { ...found, kind: 'notDiscarded' } } : { at: 'discarded' })
}

/** What of a file is there already, or that the link was used up. Nothing is said when it cannot be seen. */
async function lookAhead(): Promise<void> {
  if (facts.mode !== 'parts' || state.at !== 'choose') return
  const listing = await listParts(facts.kit.list, new AbortController().signal)
  if (state.at !== 'choose') return
  if (listing.kind === 'parts') {
    isListable = true
    foundBytes = listing.parts.reduce((sum, { size }) => sum + size, 0)
    if (foundBytes > 0) draw()
  } else if (listing.kind === 'answer') {
    const outcome = readAnswer(listing.answer, { madeAtMs: facts.madeAtMs, wasSentWhole: false })
    if (outcome.kind === 'problem' && outcome.problem.kind === 'gone') go({ at: 'problem', problem: outcome.problem })
  }
}

let announcedQuarter = 0

function progressed(bytes: number): void {
  if (!running) return
  const { progress } = running
  progress.sent(bytes)
  const share = progress.share()
  const percent = formatPercent(locale, Math.floor(share * 100) / 100)
  document.title = `${percent} – ${t('title', { asker: facts.asker })}`
  // Said now and then, not at every step.
  const quarter = Math.floor(share * 4)
  if (quarter !== announcedQuarter && quarter > 0) announce(t('percent', { percent }))
  announcedQuarter = quarter
}

function announce(text: string): void {
  part('live').textContent = text
}

function listenForFiles(): void {
  input.accept = facts.kind
    ? [facts.kind.contentType, ...facts.kind.extensions.map((each) => `.${each}`)].join(',')
    : ''
  input.addEventListener('change', () => {
    take(input.files)
    // The same file may be chosen again after it was changed.
    input.value = ''
  })
  const mark = (isOver: boolean) => document.body.classList.toggle('over', isOver)
  document.addEventListener('dragover', (event) => {
    event.preventDefault()
    mark(!running)
  })
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false)
  })
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    mark(false)
    take(event.dataTransfer?.files ?? null)
  })
}

listenForFiles()
window.addEventListener('beforeunload', (event) => {
  if (running) event.preventDefault()
})
window.addEventListener('online', () => {
  if (state.at === 'problem' && state.problem.kind === 'offline' && state.file) void send(state.file)
})
part('body').hidden = false
draw()
void lookAhead()
