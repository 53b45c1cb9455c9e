/** More would no longer be found in a menu. */
export const maxLinkPresets = 50
