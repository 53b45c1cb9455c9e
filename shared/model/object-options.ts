import * as z from 'zod'

export const storageClasses = ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'] as const
export const StorageClass = z.enum(storageClasses)
export type StorageClass = z.infer<typeof StorageClass>

/** Names and values as the user typed them; the rules of each kind are in shared/oss and checked in main again. */
export const ObjectLabels = z.record(z.string().min(1).max(1024), z.string().max(8192))
export type ObjectLabels = z.infer<typeof ObjectLabels>
