// What each state looks like. The frame around it, heading and footer, is in index.ts.
import type { PageFacts, PageLocale } from '../facts.ts'
import type { PageWord } from '../words.ts'
import { isRightKind } from './check-file.ts'
import { button, el, icon } from './dom.ts'
import type { Child } from './dom.ts'
import { formatBytes, formatDuration, formatExactly, formatTime } from './format.ts'
import { allowedSkewMs, canRetry } from './problem.ts'
import type { ProblemKind } from './problem.ts'
import { parts, say } from './say.ts'
import type { Values } from './say.ts'
import type { Actions, State } from './state.ts'

export type View = {
  facts: PageFacts
  locale: PageLocale
  nowMs: number
  actions: Actions
  /** Of a kit: what of a file is there already. */
  foundBytes: number
  /** Whether it will be known when the page is opened again: by this browser, or by the storage. */
  isRemembered: boolean
}
export type Screen = { title: string; lead: Child[]; body: Child[]; tone?: 'ok' | 'bad' }

export type At<Name extends State['at']> = Extract<State, { at: Name }>

const strong = (text: string): Node => el('b', {}, text)
export const words =
  ({ locale }: View) =>
  (word: PageWord, values: Readonly<Record<string, string>> = {}): string =>
    say(locale, word, values)
const rich = ({ locale }: View, word: PageWord, values: Values): Child[] => parts(locale, word, values)

export function chooseScreen(view: View): Screen {
  const { facts, locale, actions } = view
  const t = words(view)
  const { asker, fileName, kind } = facts
  const time = formatTime(locale, facts.expiresAtMs)
  const size = formatBytes(locale, facts.maxBytes)
  const exactly = facts.exactBytes === undefined ? undefined : formatExactly(locale, facts.exactBytes)
  const limits =
    exactly === undefined
      ? kind
        ? t('limits', { kind: kind.label, size })
        : t('limitsSize', { size })
      : kind
        ? t('limitsExact', { kind: kind.label, bytes: exactly })
        : t('limitsExactSize', { bytes: exactly })
  const isClockWrong = view.nowMs < facts.madeAtMs - allowedSkewMs
  // The whole zone takes the click of its buttons.
  const choose = button(t('choose'), () => undefined, 'inline')
  const space = locale === 'en' ? ' ' : ''
  const zone = el(
    'div',
    { class: 'zone', id: 'zone', onclick: actions.choose },
    el('span', { class: 'mark' }, icon('upload')),
    el('b', { class: 'fine' }, t('drop')),
    button(t('tap'), () => undefined, 'inline coarse'),
    el('p', {}, el('span', { class: 'fine' }, ...rich(view, 'or', { choose }), space), limits),
  )
  return {
    title: t('title', { asker }),
    lead:
      fileName === undefined
        ? rich(view, 'askedForAny', { time })
        : rich(view, 'askedFor', { file: strong(fileName), time }),
    body: [
      zone,
      view.foundBytes > 0 ? note(t('partsFound', { size: formatBytes(locale, view.foundBytes) }), 'calm') : undefined,
      isClockWrong ? note(t('clock')) : undefined,
    ],
  }
}

export const note = (text: string, style = 'warn'): Node => el('p', { class: `note ${style}` }, text)

export const buttons = (...children: Child[]): Child =>
  children.some((child) => child !== undefined) ? el('div', { class: 'buttons' }, ...children) : undefined

/** The name as it is on the sender's device; the whole of it is in the title when it is cut. */
export const card = (name: string, ...children: Child[]): Node =>
  el('div', { class: 'card' }, el('b', { class: 'name', title: name }, name), ...children)

/** Ticked off for the sender; the link's rest counts down. */
export function steps(view: View, file: File): Node {
  const { facts, locale } = view
  const t = words(view)
  const rows: [PageWord, string][] = [
    facts.kind && isRightKind(file, facts.kind)
      ? ['rightKind', facts.kind.label]
      : ['sizeFits', formatBytes(locale, file.size)],
    ['stillOpen', t('left', { time: formatDuration(locale, (facts.expiresAtMs - view.nowMs) / 1000) })],
  ]
  return el(
    'ul',
    { class: 'steps' },
    ...rows.map(([word, aside]) =>
      el('li', {}, el('span', { class: 'tick' }, icon('check')), el('span', {}, t(word)), el('small', {}, aside)),
    ),
  )
}

export function readyScreen(view: View, { file }: At<'ready'>): Screen {
  const { facts, locale, actions } = view
  const t = words(view)
  const { asker, fileName } = facts
  const isRenamed = fileName !== undefined && fileName !== file.name
  return {
    title: t('readyTitle'),
    lead: [facts.isFirstUploadOnly ? t('readyOnce') : t('readyMore', { asker })],
    body: [
      card(
        file.name,
        el('small', {}, formatBytes(locale, file.size)),
        isRenamed ? el('small', {}, t('renamed', { file: fileName })) : undefined,
      ),
      steps(view, file),
      buttons(button(t('send'), actions.send, 'primary'), button(t('another'), actions.choose)),
    ],
  }
}

export function sendingScreen(view: View, { file }: At<'sending'>, bar: Node, line: Node): Screen {
  const t = words(view)
  return {
    title: t('sendingTitle'),
    lead: [t(view.facts.mode === 'parts' ? (view.isRemembered ? 'partsKeepOpen' : 'partsKeepOpenHere') : 'keepOpen')],
    body: [card(file.name, bar, line), steps(view, file), buttons(button(t('stop'), view.actions.stop, 'wide'))],
  }
}

export function doneScreen(view: View, { file, atMs, receipt, isNotified }: At<'done'>): Screen {
  const { facts, locale, actions } = view
  const t = words(view)
  const { asker, mode } = facts
  const isForm = mode === 'form'
  const values = { size: formatBytes(locale, file.size), time: formatTime(locale, atMs) }
  const mayRepeat = mode !== 'parts' && (facts.fileName === undefined || !facts.isFirstUploadOnly)
  return {
    title: t(isForm ? 'doneFormTitle' : 'doneTitle', { asker }),
    lead: [t(isForm ? 'doneFormLead' : 'doneLead', { asker })],
    body: [
      card(facts.fileName ?? file.name, el('small', {}, t(isForm ? 'doneFormText' : 'doneText', values))),
      isNotified ? undefined : note(t('doneNoNotice', { asker })),
      receipt ? el('p', { class: 'fineprint' }, t('receipt', { id: receipt })) : undefined,
      mayRepeat ? buttons(button(t('sendAnother'), actions.restart)) : undefined,
    ],
    tone: 'ok',
  }
}

/** Another file would help nobody. */
const overs: readonly ProblemKind[] = ['taken', 'maybeArrived', 'gone', 'notFinished', 'maybeFinished', 'notDiscarded']

/** What is to be done is another thing where parts stay. */
const partsTexts: Partial<Record<ProblemKind, PageWord>> = {
  blocked: 'problem.blocked.parts',
  cut: 'problem.cut.parts',
  several: 'problem.several.parts',
}

export function problemScreen(view: View, state: At<'problem'>): Screen {
  const { facts, locale, actions, nowMs } = view
  const t = words(view)
  const { kind, support } = state.problem
  const fileBytes = state.file?.size ?? state.fileBytes ?? 0
  const values = {
    asker: facts.asker,
    file: state.file?.name ?? state.fileName ?? '',
    kind: facts.kind?.label ?? '',
    size: formatBytes(locale, fileBytes),
    max: formatBytes(locale, facts.maxBytes),
    bytes: formatExactly(locale, fileBytes),
    exactly: formatExactly(locale, facts.exactBytes ?? 0),
    until: formatTime(locale, facts.expiresAtMs),
    from: formatTime(locale, facts.madeAtMs - allowedSkewMs),
  }
  const isEnded = kind === 'ended'
  // The link's own end is only known by this device's clock until the storage has said so.
  const isByClock = isEnded && support === undefined
  const isSeveralHere = kind === 'several' && facts.fileName === undefined
  const retry = state.file && canRetry(kind) ? button(t('tryAgain'), actions.send, 'primary') : undefined
  const other = button(t('another'), actions.choose, retry ? '' : 'primary')
  const hasOther = !isEnded && !overs.includes(kind)
  const own = facts.mode === 'parts' ? partsTexts[kind] : undefined
  return {
    title: t(`problem.${kind}`),
    lead: [isSeveralHere ? t('problem.severalHere') : t(own ?? `problem.${kind}.text`, values)],
    body: [
      isByClock ? note(t('problem.ended.clock', { now: formatTime(locale, nowMs) })) : undefined,
      state.file ? card(state.file.name, el('small', {}, formatBytes(locale, state.file.size))) : undefined,
      buttons(retry, isByClock ? button(t('tryAnyway'), actions.choose) : hasOther ? other : undefined),
      support ? el('p', { class: 'fineprint' }, t('support', { detail: support })) : undefined,
    ],
    tone: 'bad',
  }
}
