import { powerSaveBlocker } from 'electron'

/** Keeps the computer, not the screen, awake while files are going. */
export function createKeepAwake(): (isNeeded: boolean) => void {
  let blocker: number | undefined
  return (isNeeded) => {
    if (isNeeded) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker)
      blocker = undefined
    }
  }
}
