// Who may import what. Each message says what to do instead; build/lint-gate.test.ts holds every one of them to it.
import { builtinModules } from 'node:module'

const nodeNames = builtinModules.filter((name) => !name.startsWith('_') && !name.includes('/'))
const nodePattern = (except) => {
  const names = except.length > 0 ? `(?!(?:node:)?(?:${except.join('|')})$)` : ''
  return `^${names}(?:node:.+|(?:${nodeNames.join('|')})(?:/.+)?)$`
}

const noNode = (message, except = []) => ({ regex: nodePattern(except), message })
/** Relative imports of a folder under main/, seen from another folder under main/ (never `shared/ipc`). */
const noMain = (folders, message) => ({ regex: `^(?:\\.\\./)+(?:main/)?(?:${folders.join('|')})(?:/|\\.ts$)`, message })
const noElectron = (message) => ({ regex: '^electron(?:$|/|-store$)', message })
const noRenderer = {
  regex: '^(?:\\.\\./)+renderer/',
  message: 'Main never imports the renderer. Move what both need to shared/.',
}

const imports = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] })
const globals = (names, say) => ({
  'no-restricted-globals': ['error', ...names.map((name) => ({ name, message: say(name) }))],
})

const domNames = ['window', 'document', 'navigator', 'location', 'localStorage', 'sessionStorage', 'self', 'top']
const timerNames = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate']
const ambientNames = ['fetch', 'XMLHttpRequest', 'WebSocket', 'performance', 'process', 'console', ...timerNames]

const electronFiles = [
  'main/index.ts',
  'main/preload.ts',
  'main/platform/**/*.ts',
  'main/shell/**/*.ts',
  'main/ipc/trusted-sender.ts',
]
const consoleFiles = ['main/platform/log.ts', 'main/practice/cli.ts', 'main/index.ts']
const tests = ['**/*.test.ts']

const electronElsewhere = noElectron(
  'Electron is imported only in main/index.ts, main/preload.ts, main/platform/, main/shell/ and main/ipc/trusted-sender.ts. Take a port instead.',
)
const noIpcMain = {
  regex: '^electron$',
  importNames: ['ipcMain'],
  message:
    'ipcMain belongs to main/index.ts, which passes handle() to serve(). Add a call to shared/ipc/contract.ts instead.',
}
const coreInward = noMain(
  ['platform', 'ipc', 'shell', 'practice', 'index'],
  'Dependencies point inward: main/index.ts, platform, ipc and shell import the core, never the other way. Declare a port in ports.ts.',
)
const coreElectron = noElectron(
  'The core knows nothing of Electron. Declare a port in ports.ts and adapt it in main/platform/.',
)
const coreNode = 'The core reaches the platform through ports.ts. Put the node import in main/platform/.'
const ossInward = noMain(
  ['uploads', 'accounts', 'links'],
  'main/oss is the protocol alone: it imports only shared. Move the caller, or the type, outward.',
)

const clockAndChance = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Read the time from the clock port: clock.now().',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Read the time from the clock port: new Date(clock.now()).',
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: 'Read the time from the clock port: clock.now().',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Take randomness from the random port.',
  },
  {
    selector: "MemberExpression[object.name='globalThis']",
    message: 'The core must not reach around its ports through globalThis.',
  },
]

/** Rules of form that hold everywhere; a layer that adds its own no-restricted-syntax repeats them. */
export const form = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name: a default export gets a new name in every file that imports it.',
  },
  {
    selector: 'ExportAllDeclaration',
    message: 'No barrels: import from the file that declares the name.',
  },
  {
    selector:
      ':matches(ImportDeclaration, ExportNamedDeclaration, ImportExpression) > Literal.source[value=/^\\.{1,2}\\u002f/]:not([value=/\\.(ts|svelte|mjs|cjs|json|css|svg|png|woff2)(\\?.*)?$/])',
    message: 'Name the file with its extension: relative imports end in .ts (or .svelte).',
  },
  {
    selector: 'TSEnumDeclaration, TSModuleDeclaration[kind=namespace]',
    message: 'Use a union of string literals or an object `as const`: types are stripped, not compiled.',
  },
  {
    selector: [
      "Property[key.name='rejectUnauthorized']:not([value.value=true])",
      "Property[key.name='checkServerIdentity']",
      "AssignmentExpression > MemberExpression.left[property.name='rejectUnauthorized']",
      "Literal[value='ignore-certificate-errors']",
      "Literal[value='certificate-error']",
      "MemberExpression[property.name='setCertificateVerifyProc']",
    ].join(', '),
    message: 'Certificates are always verified. A company root belongs into the store of the operating system.',
  },
]

const pageScript = 'main/links/page/browser/**/*.ts'

const core = (folders, nodeExcept, ...more) => ({
  files: folders.map((folder) => `main/${folder}/**/*.ts`),
  ignores: [...tests, pageScript],
  rules: {
    ...imports(coreElectron, noNode(coreNode, nodeExcept), coreInward, noRenderer, ...more),
    ...globals([...ambientNames, ...domNames], (name) => `The core must not use ${name}. Take it from ports.ts.`),
    'no-restricted-syntax': ['error', ...form, ...clockAndChance],
  },
})

export const layers = [
  {
    files: ['shared/**/*.ts'],
    ignores: tests,
    rules: {
      ...imports(
        {
          regex: '^(?:\\.\\./)+(?:main|renderer|build)/',
          message: 'shared imports nothing of ours but shared: both sides load it.',
        },
        noElectron('shared runs on both sides and knows nothing of Electron.'),
        noNode('shared runs on both sides: no node modules here. Put it in main/platform/ behind a port.'),
      ),
      ...globals(
        [...ambientNames, ...domNames, 'Buffer'],
        (name) => `shared runs on both sides and must not use ${name}. Pass the value in.`,
      ),
    },
  },
  {
    files: ['main/**/*.ts'],
    ignores: [...electronFiles],
    rules: imports(electronElsewhere, noRenderer),
  },
  {
    files: electronFiles.filter((file) => file !== 'main/index.ts'),
    rules: imports(noIpcMain, noRenderer),
  },
  {
    files: ['main/platform/**/*.ts'],
    ignores: tests,
    rules: imports(
      noIpcMain,
      noRenderer,
      noMain(
        ['ipc', 'shell', 'index'],
        'An adapter implements ports and knows no window and no call. main/index.ts wires them.',
      ),
    ),
  },
  core(['uploads', 'accounts'], []),
  core(['links'], ['crypto']),
  core(['oss'], ['crypto'], ossInward),
  {
    files: [pageScript],
    ignores: tests,
    rules: imports(
      noElectron('The upload page runs in a stranger’s browser: there is no Electron.'),
      noNode('The upload page runs in a stranger’s browser: no node modules here.'),
      {
        regex: '^(?:\\.\\./){2,}',
        message: 'The upload page is sent to strangers, so it holds nothing but its own: main/links/page/ and below.',
      },
    ),
  },
  {
    files: ['main/practice/**/*.ts'],
    ignores: tests,
    rules: imports(
      electronElsewhere,
      noRenderer,
      {
        regex: '^(?:\\.\\./)+oss/(?!crc64\\.ts$)',
        message:
          'The practice server judges main/oss, so it shares no signing code with it: write its own canonicaliser. Only main/oss/crc64.ts may be imported.',
      },
      noMain(
        ['platform', 'ipc', 'shell', 'uploads', 'accounts', 'links', 'index'],
        'The practice server stands alone: it runs in its own process and imports only shared, node and main/oss/crc64.ts.',
      ),
    ),
  },
  {
    files: ['main/**/*.ts'],
    ignores: [...consoleFiles, ...tests],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.svelte'],
    ignores: tests,
    rules: imports(
      noElectron('The renderer reaches main only through lib/api.ts.'),
      noNode('The renderer is a web page: no node modules. Ask main through lib/api.ts.'),
      { regex: '^(?:\\.\\./)+main/', message: 'The renderer calls main through lib/api.ts; types come from shared/.' },
      { regex: '^zod(?:/|$)', message: 'No schema library in the page: main validates. Import the type instead.' },
      {
        regex: '^(?:\\.\\./)+shared/(?:ipc/contract|model/)',
        allowTypeImports: true,
        message: 'Use `import type`: schemas stay in main, so that the page does not ship them.',
      },
    ),
  },
]
