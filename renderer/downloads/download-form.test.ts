import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { Api } from '../lib/api.ts'
import { DownloadForm } from './download-form.svelte.ts'

type Request = Parameters<Api['downloads']['make']>[0]
const accountId = 'a1' as Request['accountId']

function rig(objectKeys: string[], answer?: () => never) {
  const asked: Request[] = []
  const messages: Parameters<Api['downloads']['message']>[0][] = []
  const form = new DownloadForm({
    accountId,
    objectKeys,
    calls: {
      make: (request) => {
        asked.push(request)
        answer?.()
        const links = request.objectKeys.map((objectKey) => ({
          objectKey,
          url: `https://x/${objectKey}`,
          expiresAtMs: 1,
        }))
        return Promise.resolve({ links, refused: [] })
      },
      message: (request) => {
        messages.push(request)
        return Promise.resolve({ text: 'the message' })
      },
    },
  })
  return { form, asked, messages }
}

it('asks for what was chosen, and for nothing that was left as it is', async () => {
  const { form, asked, messages } = rig(['a.jpg'])
  await form.make()
  expect(asked).toEqual([{ accountId, objectKeys: ['a.jpg'], validity: { kind: 'seconds', seconds: 604_800 } }])
  form.change()
  form.time = '1h'
  form.fileName = ' 照片.jpg '
  form.picture = 'small'
  form.versionId = 'CAEQ'
  await form.make()
  expect(asked[1]).toEqual({
    ...{ accountId, objectKeys: ['a.jpg'], validity: { kind: 'seconds', seconds: 3600 } },
    ...{ fileName: '照片.jpg', process: 'image/resize,w_400', versionId: 'CAEQ' },
  })
  expect([form.text, await form.message('zh-CN'), messages[0]?.fileName]).toEqual([
    'https://x/a.jpg',
    'the message',
    '照片.jpg',
  ])
})

it('holds back what OSS would refuse', async () => {
  const { form, asked } = rig(['a.jpg'])
  form.fileName = 'a/b'
  await form.make()
  form.fileName = ''
  form.picture = 'other'
  form.typedProcess = 'resize'
  await form.make()
  form.typedProcess = 'image/resize,w_1'
  form.versionId = 'two words'
  await form.make()
  expect([asked.length, form.isVersionWrong]).toEqual([0, true])
  form.versionId = ''
  await form.make()
  expect(asked[0]?.process).toBe('image/resize,w_1')
})

it('offers pictures their sizes, and says what went wrong', async () => {
  expect([rig(['a/b.JPEG']).form.hasPicture, rig(['a.pdf', 'b.txt']).form.hasPicture]).toEqual([true, false])
  const { form } = rig(['a'], () => {
    throw new AppError('auth.tokenExpired')
  })
  await form.make()
  expect([form.error?.code, form.made, form.isMaking]).toEqual(['auth.tokenExpired', undefined, false])
})
