/** Resolves when the window has had time to draw and to answer: between two pieces of a long work. */
export const letDraw = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
