import { svelte } from '@sveltejs/vite-plugin-svelte'
import { builtinModules } from 'node:module'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import type { EnvironmentOptions } from 'vite'

const root = resolve(import.meta.dirname, '..')

type NodeBundle = { entry: string; outDir: string; name: string; format: 'es' | 'cjs'; emptyOutDir: boolean }

// One file per entry: a worker thread and a utility process are started by file name, and a sandboxed preload
// can load nothing beside itself. Electron 42 (the stand-in) and 45 both run Node 24.
const nodeBundle = ({ entry, outDir, name, format, emptyOutDir }: NodeBundle): EnvironmentOptions => ({
  consumer: 'server',
  resolve: { noExternal: true, conditions: ['node'], external: ['electron'] },
  build: {
    outDir: resolve(root, outDir),
    emptyOutDir,
    target: 'node24',
    minify: false,
    sourcemap: true,
    ssr: true,
    rolldownOptions: {
      input: { [name]: resolve(root, entry) },
      external: ['electron', ...builtinModules, /^node:/],
      output: { format, entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js', codeSplitting: false },
    },
  },
})

const environments: Record<string, EnvironmentOptions> = {
  main: nodeBundle({ entry: 'main/index.ts', outDir: 'out/main', name: 'index', format: 'es', emptyOutDir: true }),
  transfer: nodeBundle({
    entry: 'main/platform/transfer-worker.ts',
    outDir: 'out/main',
    name: 'transfer-worker',
    format: 'es',
    emptyOutDir: false,
  }),
  checksum: nodeBundle({
    entry: 'main/platform/checksum-worker.ts',
    outDir: 'out/main',
    name: 'checksum-worker',
    format: 'es',
    emptyOutDir: false,
  }),
  walk: nodeBundle({
    entry: 'main/platform/walk-worker.ts',
    outDir: 'out/main',
    name: 'walk-worker',
    format: 'es',
    emptyOutDir: false,
  }),
  practice: nodeBundle({
    entry: 'main/practice/process.ts',
    outDir: 'out/main',
    name: 'practice',
    format: 'es',
    emptyOutDir: false,
  }),
  preload: nodeBundle({
    entry: 'main/preload.ts',
    outDir: 'out/preload',
    name: 'index',
    format: 'cjs',
    emptyOutDir: true,
  }),
  // The script inside upload pages, which run in browsers of people we know nothing of. It is read by them who wonder
  // what the page does, so it is not minified.
  uploadPage: {
    consumer: 'client',
    build: {
      outDir: resolve(root, 'out/main'),
      emptyOutDir: false,
      copyPublicDir: false,
      target: ['chrome92', 'edge92', 'firefox90', 'safari15.4'],
      minify: false,
      sourcemap: false,
      modulePreload: false,
      rolldownOptions: {
        input: { 'upload-page': resolve(root, 'main/links/page/browser/index.ts') },
        output: { format: 'iife', entryFileNames: '[name].js', codeSplitting: false },
      },
    },
  },
  client: {
    build: {
      outDir: resolve(root, 'out/renderer'),
      emptyOutDir: true,
      target: 'chrome148',
      sourcemap: true,
      modulePreload: { polyfill: false },
      // A data: URL would need a wider content security policy.
      assetsInlineLimit: 0,
    },
  },
}

export default defineConfig({
  root: resolve(root, 'renderer'),
  base: './',
  plugins: [svelte({ configFile: false })],
  builder: {
    // Named one by one: without this, Vite also builds its default "ssr" environment and fails on index.html.
    async buildApp(builder) {
      for (const name of Object.keys(environments)) {
        const environment = builder.environments[name]
        if (environment) await builder.build(environment)
      }
    },
  },
  environments,
})
