/** The saved list of many links: its column heads, and the names of what is saved. */
export const batch = {
  tableName: '{name} – links',
  messagesName: '{name} – messages',
  pagesName: '{name} – upload pages',
  columnForWhom: 'For whom',
  columnKey: 'Name in the bucket',
  columnLink: 'Link',
  columnUntil: 'Works until (time of this computer)',
  columnHeaders: 'Headers to send',
  columnMessage: 'Message',
} as const
