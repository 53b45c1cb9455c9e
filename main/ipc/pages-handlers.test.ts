import { expect, it } from 'vitest'
import type { PageRequest } from '../../shared/model/page.ts'
import type { AccountAccess } from '../accounts/clients.ts'
import { targetFor } from '../oss/endpoint.ts'
import { linkIdOf, registerRig } from '../platform/testing/register-rig.ts'
import { createPagesHandlers } from './pages-handlers.ts'

async function saved(change: Partial<PageRequest>, isDismissed = false) {
  const { register, link, clock, row } = registerRig()
  const target = targetFor({ kind: 'public', region: 'cn-hangzhou', bucket: 'shop' })
  const made = link('in/any.pdf')
  const { accountId, objectKey, headers, madeAtMs, expiresAtMs } = made.view
  const url = `https://${target.endpoint.host}/in/any.pdf?x-oss-signature=0`
  register.add([made])
  const access = {
    client: { now: () => clock.now() },
    place: { folder: 'in/' },
    target,
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    // Only what a form is made from.
  } as unknown as AccountAccess
  const handlers = createPagesHandlers({
    clients: { access: () => Promise.resolve(access), settleClock: () => Promise.resolve() },
    register,
    extensionsOf: () => [],
    pageScript: () => Promise.resolve(''),
    saveText: (name) => Promise.resolve(isDismissed ? undefined : name),
  })
  await handlers.save({
    ...{ link: { accountId, objectKey, headers, madeAtMs, expiresAtMs, url }, linkId: linkIdOf('in/any.pdf') },
    ...{ kind: 'form', isNamedBySender: true, maxBytes: 1000, locale: 'en', asker: 'Acme' },
    ...change,
  })
  return row('in/any.pdf').watchedFolder
}

it('the folder of a page on which senders name their files is watched once the page is saved', async () => {
  expect(await saved({})).toBe('in/')
  expect(await saved({}, true)).toBeUndefined()
})

it('any other page brings its file under the name of the link, and no folder is watched', async () => {
  expect(await saved({ isNamedBySender: false })).toBeUndefined()
  expect(await saved({ kind: 'put' })).toBeUndefined()
})
