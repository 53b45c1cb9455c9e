import { randomUUID } from 'node:crypto'
import type { NewId } from '../uploads/ports.ts'

export const randomId: NewId = () => randomUUID()
