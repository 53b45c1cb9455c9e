import type { Handlers } from '../../shared/ipc/contract.ts'
import { codeFor } from '../links/code/code-for.ts'
import { uploadFacts } from '../links/code/upload-facts.ts'
import type { LinkMaker } from '../links/make-new-link.ts'
import { messageText } from '../links/message.ts'
import type { Register } from '../links/register/register.ts'
import { createRegisterHandlers } from './register-handlers.ts'
import type { RegisterHandlerParts } from './register-handlers.ts'

export type LinksParts = Omit<RegisterHandlerParts, 'register'> & {
  register: RegisterHandlerParts['register'] & Pick<Register, 'add'>
  makeNewLink: LinkMaker
}

export const createLinksHandlers = (parts: LinksParts): Handlers['links'] => ({
  ...createRegisterHandlers(parts),
  make: async (request) => {
    const link = await parts.makeNewLink(request)
    parts.register.add([link])
    return link.view
  },
  handOver: ({ link, as }) => {
    const facts = uploadFacts(link)
    if (as.kind === 'code') return { text: codeFor(as.language, facts) }
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    return { text: messageText(facts, { locale: as.locale, timeZone }) }
  },
})
