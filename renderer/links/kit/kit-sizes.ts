import { maxKitBytes } from '../../../shared/oss/kit-size.ts'

/** The largest file of a kit. Small ones have small parts, which a weak line bears better. */
export const kitSizes = [1e9, 5e9, 50e9, 500e9, 5e12, maxKitBytes] as const
export const usualKitBytes = 50e9
