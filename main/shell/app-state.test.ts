import { expect, it } from 'vitest'
import type { AccountId } from '../../shared/model/account.ts'
import type { AppState, Notice, Preferences } from '../../shared/model/app.ts'
import { createAppState } from './app-state.ts'

const preferences: Preferences = {
  locale: 'system',
  theme: 'system',
  sendOptions: {},
  destinations: {},
  speedLimitBytesPerSecond: null,
  sendsJunk: false,
  announcesArrivals: true,
  linkPresets: [],
  proxy: { mode: 'system' },
}

function started() {
  const saved: Preferences[] = []
  const states: AppState[] = []
  const app = createAppState({
    version: '0.1.0',
    platform: 'linux',
    systemLocale: 'zh-CN',
    preferences,
    onPreferences: (value) => saved.push(value),
    onChange: (state) => states.push(state),
  })
  return { app, saved, states }
}

it('changes only the preferences that were given, saves them and says so', () => {
  const { app, saved, states } = started()
  const answer = app.setPreferences({ locale: 'en' })
  expect(answer.preferences).toEqual({ ...preferences, locale: 'en' })
  expect(saved).toEqual([answer.preferences])
  expect(states).toEqual([answer])
})

it('speaks the language of the system until another is chosen', () => {
  const { app } = started()
  expect(app.locale()).toBe('zh-CN')
  app.setPreferences({ locale: 'en' })
  expect(app.locale()).toBe('en')
})

it('shows one notice of a kind, and does not repeat what has not changed', () => {
  const { app, states } = started()
  app.addNotice({ kind: 'clockCorrected', offsetMinutes: 480 })
  app.addNotice({ kind: 'clockCorrected', offsetMinutes: 480 })
  app.addNotice({ kind: 'clockCorrected', offsetMinutes: -20 })
  expect(app.state().notices).toEqual([{ kind: 'clockCorrected', offsetMinutes: -20 }])
  expect(states).toHaveLength(2)
})

it('does not bring back a notice the user has put away', () => {
  const { app } = started()
  app.addNotice({ kind: 'sessionOnly' })
  app.dismissNotice({ kind: 'sessionOnly' })
  app.addNotice({ kind: 'sessionOnly' })
  expect(app.state().notices).toEqual([])
})

it('can take the speed limit off again', () => {
  const { app } = started()
  app.setPreferences({ speedLimitBytesPerSecond: 2_000_000 })
  expect(app.setPreferences({ speedLimitBytesPerSecond: null }).preferences.speedLimitBytesPerSecond).toBeNull()
})

it('asks for a new key once for each account, and again when the next key has ended too', () => {
  const { app } = started()
  const of = (accountId: string): Notice => ({
    kind: 'tokenExpired',
    // Branded ids are plain strings here.
    accountId: accountId as AccountId,
    name: accountId,
  })
  app.addNotice(of('shop'))
  app.addNotice(of('press'))
  app.addNotice(of('shop'))
  expect(app.state().notices).toEqual([of('shop'), of('press')])
  app.dismissNotice({ kind: 'tokenExpired', accountId: 'shop' as AccountId })
  app.addNotice(of('shop'))
  expect(app.state().notices).toEqual([of('press')])
  app.removeNotice('tokenExpired', 'shop')
  app.addNotice(of('shop'))
  expect(app.state().notices).toEqual([of('press'), of('shop')])
})

it('takes nothing else away when the notice to be dismissed has gone meanwhile, and shows it when it comes', () => {
  const { app } = started()
  app.addNotice({ kind: 'clockCorrected', offsetMinutes: 480 })
  app.dismissNotice({ kind: 'sessionOnly' })
  expect(app.state().notices).toEqual([{ kind: 'clockCorrected', offsetMinutes: 480 }])
  app.addNotice({ kind: 'sessionOnly' })
  expect(app.state().notices).toHaveLength(2)
})
