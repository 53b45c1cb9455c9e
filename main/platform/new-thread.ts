import { Worker } from 'node:worker_threads'

/**
 * Nearly all that such a thread makes is rubbish a moment later. By itself it would let up to 50 MB of that lie before it
 * cleans up; with less it does so more often, which takes hardly longer.
 */
const rubbishMB = 4

/** `file`: the thread's bundled program. */
export const newThread = (file: string): Worker =>
  new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: rubbishMB } })
