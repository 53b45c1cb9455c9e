/** The screen the app says it shows (`ready: welcome`, on a line of its own), or undefined so far. */
export const firstScreen = (text) => /^ready: (welcome|send)\r?$/m.exec(text)?.[1]
