import type { Answer, Exchange } from './exchange.ts'
import { notImplemented } from './refusal.ts'

export function postObject(_exchange: Exchange): Promise<Answer> {
  throw notImplemented('PostObject')
}
