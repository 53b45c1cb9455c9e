import type * as z from 'zod'
import { events } from '../../shared/ipc/contract.ts'
import type { Events } from '../../shared/ipc/contract.ts'

type Receiver = { send: (channel: string, payload: unknown) => void }

/**
 * Tells the page that something changed. `receiver` answers undefined while no trusted page is there: a page that
 * comes later asks for the state itself. The payload is validated for the same reason a call's answer is.
 */
export function createSendEvent(receiver: () => Receiver | undefined) {
  return <E extends keyof Events>(event: E, payload: z.input<Events[E]>): void => {
    receiver()?.send(event, events[event].parse(payload))
  }
}
export type SendEvent = ReturnType<typeof createSendEvent>
