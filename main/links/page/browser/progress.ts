// The moving part of an upload: a bar and a line of numbers.
import type { PageFacts, PageLocale } from '../facts.ts'
import { el } from './dom.ts'
import { formatBytes, formatDuration, formatPart, formatPercent } from './format.ts'
import type { PageWord } from '../words.ts'
import { say } from './say.ts'

const shownEveryMs = 250
/** The rate is that of the last seconds: long enough to be calm, short enough to be true. */
const rateOverMs = 5000

export type Progress = {
  bar: Node
  line: Node
  sent(bytes: number): void
  share(): number
  /** What is done instead of sending, until undefined. Bytes that are counted meanwhile were not sent just now. */
  instead(word: PageWord | undefined): void
}

/** At once when it has been a while, or has to be; else a little later, so that what comes last is shown too. */
function spaced(show: () => void): (isNow: boolean) => void {
  let lastMs = -Infinity
  let timer = 0
  const run = (): void => {
    clearTimeout(timer)
    timer = 0
    lastMs = performance.now()
    show()
  }
  return (isNow) => {
    if (isNow || performance.now() - lastMs >= shownEveryMs) run()
    else timer ||= window.setTimeout(run, shownEveryMs)
  }
}

export function createProgress(file: File, mode: PageFacts['mode'], locale: () => PageLocale): Progress {
  const total = Math.max(1, file.size)
  const fill = el('i')
  const bar = el('div', { class: mode === 'form' ? 'bar unknown' : 'bar', role: 'progressbar' }, fill)
  const line = el('p', { class: 'line' })
  bar.setAttribute('aria-label', say(locale(), 'progressName', { file: file.name }))
  const samples: { atMs: number; bytes: number }[] = []
  let sentBytes = 0
  let word: PageWord | undefined

  const rate = (): number => {
    const [first, last] = [samples[0], samples.at(-1)]
    if (!first || !last || last.atMs === first.atMs) return 0
    return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000
  }
  const show = (): void => {
    const at = locale()
    if (mode === 'form') {
      line.textContent = say(at, 'formProgress', { size: formatBytes(at, file.size) })
      return
    }
    const percent = Math.floor((sentBytes / total) * 100)
    fill.style.width = `${percent}%`
    bar.setAttribute('aria-valuenow', String(percent))
    const perSecond = word === undefined ? rate() : 0
    const left = perSecond > 0 ? [formatDuration(at, (total - sentBytes) / perSecond)] : []
    line.textContent = [
      ...(word === undefined ? [] : [say(at, word)]),
      say(at, 'progressOf', { done: formatPart(at, sentBytes, total), total: formatBytes(at, total) }),
      ...(perSecond > 0 ? [say(at, 'rate', { size: formatBytes(at, perSecond) })] : []),
      ...left.map((time) => say(at, 'left', { time })),
    ].join(' · ')
    bar.setAttribute('aria-valuetext', say(at, 'percent', { percent: formatPercent(at, percent / 100) }))
  }
  const showSoon = spaced(show)
  show()
  return {
    bar,
    line,
    share: () => sentBytes / total,
    instead: (next) => {
      if (next === word) return
      word = next
      samples.length = 0
      show()
    },
    sent: (bytes) => {
      const atMs = performance.now()
      // Counted in bytes of the file: what the browser reports never goes beyond it.
      sentBytes = Math.min(total, bytes)
      samples.push({ atMs, bytes: sentBytes })
      while ((samples[0]?.atMs ?? atMs) < atMs - rateOverMs) samples.shift()
      showSoon(sentBytes === total)
    },
  }
}
