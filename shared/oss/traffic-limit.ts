/** x-oss-traffic-limit: bits per second of one connection, 100 KB/s to 100 MB/s. */
export const trafficLimitBits = { min: 819_200, max: 838_860_800 } as const

export const isTrafficLimit = (bitsPerSecond: number): boolean =>
  Number.isInteger(bitsPerSecond) && bitsPerSecond >= trafficLimitBits.min && bitsPerSecond <= trafficLimitBits.max
