import { expect, test } from '@playwright/test'
import { launchCourier, removeProfile, type Courier } from './fixtures/courier.ts'

let courier: Courier

test.beforeAll(async () => {
  courier = await launchCourier()
})
test.afterAll(async () => {
  await courier.close()
  removeProfile(courier.userData)
})

test('the page has no Node, no Electron and no more than the bridge', async () => {
  const found = await courier.page.evaluate(() => ({
    require: typeof Reflect.get(globalThis, 'require'),
    process: typeof Reflect.get(globalThis, 'process'),
    bridge: Object.keys(Reflect.get(globalThis, 'courier')).sort(),
    uploads: Object.keys(Reflect.get(globalThis, 'courier').uploads).sort(),
  }))
  expect(found).toEqual({
    require: 'undefined',
    process: 'undefined',
    bridge: ['accounts', 'app', 'batches', 'downloads', 'dropFiles', 'kits', 'links', 'on', 'pages', 'uploads'],
    // `add` takes paths: preload alone calls it.
    uploads: ['act', 'choose', 'cleanUnfinished', 'exportReport', 'unfinished', 'unfinishedSizes', 'window'],
  })
})

test('the window is sandboxed and isolated, on the app’s own scheme', async () => {
  const found = await courier.app.evaluate(({ webContents }) => {
    const [page] = webContents.getAllWebContents()
    // Not in Electron's types, but what it decided is only told here.
    const chosen = (page as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()
    return {
      url: page?.getURL(),
      contextIsolation: chosen['contextIsolation'],
      nodeIntegration: chosen['nodeIntegration'],
      sandbox: chosen['sandbox'],
      webSecurity: chosen['webSecurity'],
    }
  })
  expect(found).toEqual({
    url: 'app://courier/index.html',
    contextIsolation: true,
    nodeIntegration: false,
    sandbox: true,
    webSecurity: true,
  })
})

test('the content security policy lets nothing in and nothing out', async () => {
  const blocked = await courier.page.evaluate(async () => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    await fetch('http://127.0.0.1:9/').catch(() => undefined)
    const script = document.createElement('script')
    script.textContent = 'globalThis.wasRun = true'
    document.head.append(script)
    const image = new Image()
    image.src = 'http://127.0.0.1:9/x.png'
    document.body.append(image)
    const frame = document.createElement('iframe')
    frame.src = 'http://127.0.0.1:9/'
    document.body.append(frame)
    await new Promise((resolve) => setTimeout(resolve, 300))
    for (const element of [script, image, frame]) element.remove()
    return { violations: [...new Set(violations)].sort(), wasRun: Reflect.get(globalThis, 'wasRun') ?? false }
  })
  expect(blocked).toEqual({
    violations: ['connect-src', 'frame-src', 'img-src', 'script-src-elem'],
    wasRun: false,
  })
})

test('the page cannot be led elsewhere, open windows or get permissions', async () => {
  const { page, app } = courier
  const before = page.url()
  await page.evaluate(() => {
    location.href = 'https://example.com/'
  })
  await page.waitForTimeout(300)
  expect(page.url()).toBe(before)
  const opened = await page.evaluate(() => window.open('https://example.com/') === null)
  expect(opened).toBe(true)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  const permissions = await page.evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    position: await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        (error) => resolve(error.code === error.PERMISSION_DENIED ? 'denied' : error.message),
      ),
    ),
    clipboard: await navigator.clipboard.readText().then(
      () => 'granted',
      (error: Error) => error.name,
    ),
  }))
  expect(permissions).toEqual({ notifications: 'denied', position: 'denied', clipboard: 'NotAllowedError' })
})

test('a frame of another origin, and a call that does not fit the contract, are refused with a code', async () => {
  const answers = await courier.page.evaluate(async () => {
    const bridge = Reflect.get(globalThis, 'courier')
    return [await bridge.uploads.window({ offset: -1 }), await bridge.accounts.remove({ path: '/etc/passwd' })]
  })
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'ipc.badInput' } })
  const refused = await courier.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
    // The handler itself, called as a page of another origin would call it.
    const handlers = (
      ipcMain as unknown as { _invokeHandlers: Map<string, (event: unknown, input: unknown) => unknown> }
    )._invokeHandlers
    const sender = BrowserWindow.getAllWindows()[0]?.webContents
    const event = { sender, senderFrame: { url: 'https://example.com/', parent: null, top: null } }
    return (await handlers.get('accounts.state')?.(event, undefined)) as unknown
  })
  expect(JSON.stringify(refused)).toContain('ipc.untrustedSender')
})

test('a forged File has no path, so a page that was taken over cannot name one', async () => {
  const answer = await courier.page.evaluate(async () => {
    const bridge = Reflect.get(globalThis, 'courier')
    const request = {
      accountId: 'practice',
      destination: '',
      options: { onConflict: 'ask', metadata: {}, tags: {} },
    }
    const forged = new File(['x'], '/etc/passwd')
    const plain: unknown = await bridge.dropFiles([{ path: '/etc/passwd', name: 'passwd' }], request).catch(String)
    return { forged: await bridge.dropFiles([forged], request), plain }
  })
  expect(answer.forged).toMatchObject({ ok: true, value: { added: 0 } })
  expect(JSON.stringify(answer.plain)).not.toMatch(/"added":[1-9]/)
})
