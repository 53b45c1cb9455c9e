import { expect, it } from 'vitest'
import type { Bridge } from '../../shared/ipc/contract.ts'
import { createApi } from './api.ts'

// Any call answers its own name; `app.state` answers an error.
const bridge = new Proxy({} as Bridge, {
  get: (_, group: string) =>
    group === 'dropFiles'
      ? (files: unknown[]) => Promise.resolve({ ok: true, value: { added: files.length } })
      : new Proxy(
          {},
          {
            get: (_group, name: string) => (input: unknown) =>
              Promise.resolve(
                `${group}.${name}` === 'app.state'
                  ? { ok: false, error: { code: 'net.offline', params: {}, isRetryable: true } }
                  : { ok: true, value: [`${group}.${name}`, input] },
              ),
          },
        ),
})

it('answers the value of a call, with its input passed on', async () => {
  const api = createApi(bridge)
  expect(await api.uploads.choose({ what: 'files', request: null as never })).toEqual([
    'uploads.choose',
    { what: 'files', request: null },
  ])
  expect(await api.dropFiles([{ name: 'a', size: 1, lastModified: 0 }], null as never)).toEqual({ added: 1 })
})

it('throws what main answered as an AppError with its code', async () => {
  await expect(createApi(bridge).app.state()).rejects.toMatchObject({ code: 'net.offline', isRetryable: true })
})
