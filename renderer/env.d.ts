/// <reference types="svelte" />
/// <reference types="vite/client" />
import type { Bridge } from '../shared/ipc/contract.ts'

declare global {
  interface Window {
    readonly courier: Bridge
  }
}
