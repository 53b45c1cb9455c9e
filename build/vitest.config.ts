import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  plugins: [svelte({ configFile: false }), svelteTesting()],
  test: {
    include: ['{main,renderer,shared,build}/**/*.test.ts'],
    exclude: ['build/e2e/**', '**/node_modules/**'],
    pool: 'threads',
    // The files of one thread share its modules: half the time. So no test may leave a module changed behind it.
    isolate: false,
    // Generous: a busy machine is not a failed test, and one that hangs still ends.
    testTimeout: 20_000,
  },
})
