import { expect, it } from 'vitest'
import { passwordStore } from './password-store.ts'

const bus = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' }

it('asks the secret service on a desktop Chromium does not know', () => {
  expect(passwordStore('linux', bus, false)).toBe('gnome-libsecret')
  expect(passwordStore('linux', { ...bus, XDG_CURRENT_DESKTOP: 'sway' }, false)).toBe('gnome-libsecret')
})

it.each([{ XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }, { XDG_CURRENT_DESKTOP: 'KDE' }, { DESKTOP_SESSION: 'xfce' }])(
  'leaves the choice to Chromium on %j',
  (desktop) => {
    expect(passwordStore('linux', { ...bus, ...desktop }, false)).toBeUndefined()
  },
)

it('leaves it alone without a session bus, with a flag, and on other systems', () => {
  expect(passwordStore('linux', {}, false)).toBeUndefined()
  expect(passwordStore('linux', { DBUS_SESSION_BUS_ADDRESS: 'disabled:' }, false)).toBeUndefined()
  expect(passwordStore('linux', bus, true)).toBeUndefined()
  expect(passwordStore('darwin', bus, false)).toBeUndefined()
})
