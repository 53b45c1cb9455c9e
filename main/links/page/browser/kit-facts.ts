import type { PageFacts } from '../facts.ts'

/** Of a page that sends a file part by part. */
export type PartsFacts = Extract<PageFacts, { mode: 'parts' }>
export type PageKit = PartsFacts['kit']
