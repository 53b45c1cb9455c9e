// Which keyring Chromium should ask on a Linux desktop it does not know.

// The desktops Chromium maps to a keyring by itself (base/nix/xdg_util, components/os_crypt key_storage_util_linux).
const knownDesktops = new Set(['cosmic', 'deepin', 'gnome', 'kde', 'pantheon', 'ukui', 'unity', 'x-cinnamon', 'xfce'])

type Environment = Readonly<Record<string, string | undefined>>

function isKnown(env: Environment): boolean {
  if (env['KDE_FULL_SESSION'] || env['GNOME_DESKTOP_SESSION_ID']) return true
  const names = `${env['XDG_CURRENT_DESKTOP'] ?? ''}:${env['DESKTOP_SESSION'] ?? ''}`.toLowerCase().split(':')
  return names.some((name) => knownDesktops.has(name))
}

/**
 * The value for Chromium's `password-store` switch, or undefined to leave the choice to Chromium. On an unknown desktop
 * Chromium falls back to a fixed password even while a secret service runs on the session bus, so it is told to ask
 * there; when nothing answers, encryption is reported as unavailable, which is the truth.
 */
export function passwordStore(platform: string, env: Environment, isChosenByFlag: boolean): string | undefined {
  // Chromium writes `disabled:` where there is no bus.
  const hasBus = ![undefined, '', 'disabled:'].includes(env['DBUS_SESSION_BUS_ADDRESS'])
  if (platform !== 'linux' || isChosenByFlag || !hasBus || isKnown(env)) return undefined
  return 'gnome-libsecret'
}
