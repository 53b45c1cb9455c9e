/** 3 to 63 lower-case letters, digits and hyphens, no hyphen at either end: OSS's rule for bucket names. */
export const isBucketName = (text: string): boolean => /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(text)
