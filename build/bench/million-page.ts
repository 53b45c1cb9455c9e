// What runs inside the page while it is measured. Each function is sent there alone, so it uses nothing outside itself.

export type Watched = {
  found: number
  sent: number
  isWalking: boolean
  /** The most ever in the page at once. */
  mostRows: number
  longestTaskMs: number
  /** Of progress, the most in any one second. */
  mostMessages: number
  messages: number
}

type Page = {
  watched: Watched
  courier: {
    on(
      event: 'uploadsChanged',
      listener: (change: { totals: { found: number; sent: number; isWalking: boolean } }) => void,
    ): () => void
  }
}

export function startWatch(): void {
  // The page of the app, whose bridge is `courier`; `watched` is made here.
  const page = globalThis as unknown as Page
  const watched: Watched = {
    ...{ found: 0, sent: 0, isWalking: true, mostRows: 0, longestTaskMs: 0, mostMessages: 0, messages: 0 },
  }
  page.watched = watched
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.longestTaskMs = Math.max(watched.longestTaskMs, duration)
  }).observe({ type: 'longtask' })
  const lately: number[] = []
  page.courier.on('uploadsChanged', ({ totals: { found, sent, isWalking } }) => {
    Object.assign(watched, { found, sent, isWalking })
    watched.messages++
    const now = performance.now()
    lately.push(now)
    while ((lately[0] ?? now) <= now - 1000) lately.shift()
    watched.mostMessages = Math.max(watched.mostMessages, lately.length)
  })
  setInterval(() => {
    watched.mostRows = Math.max(watched.mostRows, document.querySelectorAll('[role=row]').length)
  }, 50)
}

export const readWatch = (): Watched => (globalThis as unknown as Page).watched

/** Scrolls the list to that share of its length; resolves with the ms until the rows there are drawn. */
export async function jumpTo(share: number): Promise<number> {
  const list = document.querySelector('[role=table]')
  if (!list) return 0
  const begun = performance.now()
  list.scrollTop = (list.scrollHeight - list.clientHeight) * share
  const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()))
  const isDrawn = (): boolean => {
    const rows = [...list.querySelectorAll('[role=row]')]
    return rows.length > 0 && rows.every((row) => row.querySelector('.name') !== null)
  }
  await frame()
  await frame()
  while (!isDrawn() && performance.now() - begun < 10_000) await frame()
  return Math.round(performance.now() - begun)
}
