import { defineConfig } from 'eslint/config'
import importX from 'eslint-plugin-import-x'
import svelte from 'eslint-plugin-svelte'
import { resolve } from 'node:path'
import ts from 'typescript-eslint'
import { form, layers } from './eslint-layers.js'

const root = resolve(import.meta.dirname, '..')
const typed = {
  project: ['shared', 'main', 'page', 'renderer', 'build'].map((name) => `build/tsconfig/${name}.json`),
  tsconfigRootDir: root,
  extraFileExtensions: ['.svelte'],
}

/** The few rules of ESLint itself that find mistakes TypeScript does not. */
const mistakes = {
  'array-callback-return': 'error',
  eqeqeq: 'error',
  'no-alert': 'error',
  'no-async-promise-executor': 'error',
  'no-cond-assign': 'error',
  'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
  'no-control-regex': 'off',
  'no-debugger': 'error',
  'no-empty': 'error',
  'no-eval': 'error',
  'no-implicit-coercion': 'error',
  'no-irregular-whitespace': 'error',
  'no-loss-of-precision': 'error',
  'no-new-func': 'error',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'start' }],
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
}

const typeAware = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/return-await': ['error', 'in-try-catch'],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
}

const typescriptRules = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
}

export default defineConfig(
  { ignores: ['node_modules/', 'out/', 'dist/', '.cache/', 'coverage/', 'main/oss/testdata/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.{js,mjs,cjs,ts,svelte}'], rules: { ...mistakes, 'no-restricted-syntax': ['error', ...form] } },
  // Before Svelte's own: each sets the parser, and the last one wins.
  { files: ['**/*.{ts,svelte}'], extends: [ts.configs.recommended], languageOptions: { parserOptions: typed } },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { ...typed, parser: ts.parser } },
    rules: {
      // A `let` of $props() is bound by the parent, which this rule cannot see.
      'prefer-const': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      // For Svelte's stores, which runes replace here.
      'svelte/require-store-reactive-access': 'off',
      // `style:width` is set through the CSSOM, which the content security policy allows; the attribute is not.
      'no-restricted-syntax': [
        'error',
        ...form,
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message: 'The content security policy forbids style attributes. Use a class, or the style:name directive.',
        },
      ],
    },
  },
  { files: ['**/*.{ts,svelte}'], rules: { ...typeAware, ...typescriptRules } },
  {
    files: ['{main,renderer,shared}/**/*.{ts,svelte}'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/extensions': ['.ts'],
      'import-x/resolver-next': [importX.createNodeResolver({ extensions: ['.ts', '.svelte'] })],
    },
    rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }], 'import-x/no-duplicates': 'error' },
  },
  {
    files: ['{main,shared}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }] },
  },
  { files: ['**/*.test.ts'], rules: { 'no-template-curly-in-string': 'off' } },
  ...layers,
  {
    // Configuration files are read by their tools as default exports.
    files: ['build/*.config.{js,ts}', 'build/after-pack.cjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
)
