/**
 * Whether node_modules holds what the lock file lists. npm keeps its own record of what it installed
 * (node_modules/.package-lock.json); packages for other platforms are optional and may be absent from it.
 */
export function isInstalled(lockText, recordText) {
  if (lockText === '' || recordText === '') return false
  const wanted = JSON.parse(lockText).packages ?? {}
  const record = JSON.parse(recordText).packages ?? {}
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const there = record[path]
    if (there === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true
    return there.version === entry.version && there.integrity === entry.integrity
  })
}
