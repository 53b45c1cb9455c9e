import { existsSync, readFileSync } from 'node:fs'
import { run } from './run.mjs'
import { findProgram } from './system.mjs'

const restriction = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'

/**
 * Why Chromium's sandbox cannot work for this user, or ''. Development only: the packaged app never switches it off.
 * Electron from npm has no set-uid helper, so it needs user namespaces, which root does not get from Chromium and
 * which Ubuntu (since 23.10) and some containers withhold.
 */
export async function sandboxProblem() {
  if (process.platform !== 'linux') return ''
  if (process.getuid() === 0) return 'running as root'
  if (existsSync(restriction) && readFileSync(restriction, 'utf8').trim() === '1')
    return 'AppArmor restricts user namespaces'
  if (findProgram('unshare') === undefined) return ''
  const { code } = await run('unshare', ['--user', 'true'])
  return code === 0 ? '' : 'this system gives no user namespaces'
}
