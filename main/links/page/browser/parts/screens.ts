// What is there only of a kit: an upload that was stopped, and one that is thrown away.
import { button, el } from '../dom.ts'
import { formatBytes, formatPercent, formatTime } from '../format.ts'
import { buttons, card, words } from '../screens.ts'
import type { At, Screen, View } from '../screens.ts'

export function stoppedScreen(view: View, { file, share }: At<'stopped'>): Screen {
  const { facts, locale, actions } = view
  const t = words(view)
  const percent = formatPercent(locale, Math.floor(share * 100) / 100)
  return {
    title: t('partsStopped'),
    // Stopped while it was still looking, how much is there is not known.
    lead: [
      t(share > 0 ? 'partsStoppedLead' : 'partsStoppedAny', { percent, time: formatTime(locale, facts.expiresAtMs) }),
    ],
    body: [
      card(file.name, el('small', {}, formatBytes(locale, file.size))),
      buttons(
        button(t('partsGoOn'), actions.send, 'primary'),
        button(t('another'), actions.choose),
        button(t('partsDiscard'), actions.askToDiscard),
      ),
    ],
  }
}

export function discardingScreen(view: View, { isBusy }: At<'discarding'>): Screen {
  const { facts, actions } = view
  const t = words(view)
  const { asker } = facts
  return {
    title: t('discardTitle'),
    lead: [t(isBusy ? 'discardBusy' : 'discardLead', { asker })],
    body: isBusy
      ? []
      : [buttons(button(t('discardKeep'), actions.keep, 'primary'), button(t('discard'), actions.discard))],
  }
}

export function discardedScreen(view: View): Screen {
  const t = words(view)
  return { title: t('discarded'), lead: [t('discardedLead', { asker: view.facts.asker })], body: [] }
}
