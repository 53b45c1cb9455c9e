/**
 * Runs `work` now, or, while a pointer is held down, right after it was let go. A sentence that appears under a field
 * when the field is left moves what is below, and a press begun on a button there would end beside it and be lost.
 */
export function afterPress(work: () => void): void {
  if (document.querySelector(':active') === null) return work()
  const released = new AbortController()
  const { signal } = released
  const end = () => {
    released.abort()
    setTimeout(work)
  }
  for (const event of ['pointerup', 'pointercancel', 'dragend']) window.addEventListener(event, end, { signal })
}
