// The measurements as plain JavaScript in out/bench/, so that they run on Electron's Node as the app itself does.
import { builtinModules } from 'node:module'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '..')
const entry = (path: string): string => resolve(root, path)

export default defineConfig({
  root,
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: {
    outDir: resolve(root, 'out/bench'),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: {
        bench: entry('build/bench/bench.ts'),
        sink: entry('build/bench/sink-process.ts'),
        peer: entry('build/bench/peer-process.ts'),
        'transfer-worker': entry('main/platform/transfer-worker.ts'),
        'walk-worker': entry('main/platform/walk-worker.ts'),
        'unchecked-worker': entry('build/bench/unchecked-worker.ts'),
      },
      external: [...builtinModules, /^node:/, 'ali-oss'],
      output: { format: 'es', entryFileNames: '[name].js' },
    },
  },
})
