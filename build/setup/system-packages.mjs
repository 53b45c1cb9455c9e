// What Electron and its tests need of a Linux system, and what the distributions call it.

/**
 * Shared library → Debian/Ubuntu package. Since 2024 some names end in t64 (the 64-bit time transition of Debian 13
 * and Ubuntu 24.04): the first name the package index knows is taken.
 */
const libraries = {
  'libX11.so.6': ['libx11-6'],
  'libXcomposite.so.1': ['libxcomposite1'],
  'libXdamage.so.1': ['libxdamage1'],
  'libXext.so.6': ['libxext6'],
  'libXfixes.so.3': ['libxfixes3'],
  'libXrandr.so.2': ['libxrandr2'],
  'libasound.so.2': ['libasound2t64', 'libasound2'],
  'libatk-1.0.so.0': ['libatk1.0-0t64', 'libatk1.0-0'],
  'libatk-bridge-2.0.so.0': ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  'libatspi.so.0': ['libatspi2.0-0t64', 'libatspi2.0-0'],
  'libcairo.so.2': ['libcairo2'],
  'libcups.so.2': ['libcups2t64', 'libcups2'],
  'libdbus-1.so.3': ['libdbus-1-3'],
  'libdrm.so.2': ['libdrm2'],
  'libexpat.so.1': ['libexpat1'],
  'libgbm.so.1': ['libgbm1'],
  'libgio-2.0.so.0': ['libglib2.0-0t64', 'libglib2.0-0'],
  'libglib-2.0.so.0': ['libglib2.0-0t64', 'libglib2.0-0'],
  'libgobject-2.0.so.0': ['libglib2.0-0t64', 'libglib2.0-0'],
  'libgtk-3.so.0': ['libgtk-3-0t64', 'libgtk-3-0'],
  'libnspr4.so': ['libnspr4'],
  'libnss3.so': ['libnss3'],
  'libnssutil3.so': ['libnss3'],
  'libpango-1.0.so.0': ['libpango-1.0-0'],
  'libsecret-1.so.0': ['libsecret-1-0'],
  'libsmime3.so': ['libnss3'],
  'libudev.so.1': ['libudev1'],
  'libxcb.so.1': ['libxcb1'],
  'libxkbcommon.so.0': ['libxkbcommon0'],
}

/** Program or font → its package on Debian/Ubuntu and on Fedora. */
const others = {
  Xvfb: { apt: ['xvfb'], dnf: 'xorg-x11-server-Xvfb' },
  'dbus-daemon': { apt: ['dbus-daemon', 'dbus'], dnf: 'dbus-daemon' },
  'gnome-keyring-daemon': { apt: ['gnome-keyring'], dnf: 'gnome-keyring' },
  curl: { apt: ['curl'], dnf: 'curl' },
  'Chinese font': { apt: ['fonts-noto-cjk'], dnf: 'google-noto-sans-cjk-fonts' },
  'emoji font': { apt: ['fonts-noto-color-emoji'], dnf: 'google-noto-color-emoji-fonts' },
}

/** Libraries Electron opens by name while running, so that the linker does not list them. */
export const openedLibraries = ['libgtk-3.so.0', 'libsecret-1.so.0']

/** The names of the libraries `ldd` could not find. */
export const missingFromLdd = (output) => [
  ...new Set([...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1])),
]

/** For each missing thing the Debian names it may have; a library we do not know of yields none. */
export const aptAlternatives = (missing) => missing.map((name) => libraries[name] ?? others[name]?.apt ?? [])

/** Picks from each list of names the first with a candidate in the output of `apt-cache policy`. */
export function chooseAptNames(alternatives, policyOutput) {
  const installable = new Set()
  let name
  for (const line of policyOutput.split('\n')) {
    const heading = /^(\S+):$/.exec(line)
    if (heading) name = heading[1]
    const candidate = /^\s+Candidate: (.+)$/.exec(line)
    if (candidate && candidate[1] !== '(none)') installable.add(name)
  }
  const chosen = alternatives.map((names) => names.find((each) => installable.has(each)) ?? names.at(-1))
  return [...new Set(chosen.filter((each) => each !== undefined))].sort()
}

/** dnf finds a library's package by the name of the library itself. */
export const dnfNames = (missing) => [...new Set(missing.map((name) => others[name]?.dnf ?? `'${name}()(64bit)'`))]
