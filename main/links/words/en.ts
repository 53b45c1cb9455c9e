// The message that goes with a link. Read by somebody who has neither the app nor an account.
export const english = {
  /** Day before month and a 24-hour clock, as the app's own English. */
  intlLocale: 'en-GB',
  ask: (fileName: string) => `Please upload the file “${fileName}”.`,
  until: (time: string) => `You can do so until ${time}, and you need no account.`,
  timeInZone: (time: string, zone: string) => `${time} (${zone})`,
  firstOnly: 'Only the first upload counts, so please check that it is the right file.',
  exactly: (bytes: string) => `It must be the file of exactly ${bytes} bytes; any other is turned down.`,
  keep: 'Whoever has this message can upload in your place. Please do not pass it on.',
  how: 'How to do it:',
  folder: (fileName: string) => `1. Put the file into a folder and make sure that its name is ${fileName}`,
  terminal:
    '2. Open a terminal in that folder. Windows: right-click in the folder, then “Open in Terminal”. Mac: right-click the folder, then Services > “New Terminal at Folder”.',
  paste: '3. Copy the line for your computer, paste it into the terminal and press Enter.',
  done: '4. When the last line says HTTP 200, the file has arrived. With anything else, please send me what you see.',
  doneWithCallback:
    '4. When the last line says HTTP 200 or HTTP 203, the file has arrived. With anything else, please send me what you see.',
  windows: 'Windows:',
  windowsProgram: 'Windows (PowerShell, all lines at once; “Uploaded.” at the end means that the file has arrived):',
  others: 'Mac or Linux:',
}

export type MessageWords = typeof english
