import type { send as english } from '../en/send.ts'
import type { Translation } from '../message.ts'

export const send: Translation<typeof english> = {}
