import type { Attachment } from 'svelte/attachments'

/**
 * Opens a <dialog> as modal for as long as it is in the page. The browser keeps the focus inside, makes the rest inert
 * and gives the focus back at the end. Esc and a click on the dimmed page call `onclose`; the owner then removes it.
 */
export const modal =
  (onclose: () => void): Attachment<HTMLDialogElement> =>
  (dialog) => {
    const cancel = (event: Event) => {
      event.preventDefault()
      onclose()
    }
    // Pressing inside and letting go outside, as when selecting text, is not a click on the page.
    const press = (event: PointerEvent) => {
      if (event.target !== dialog) return
      const box = dialog.getBoundingClientRect()
      const isInside =
        event.clientX >= box.left &&
        event.clientX <= box.right &&
        event.clientY >= box.top &&
        event.clientY <= box.bottom
      if (!isInside) onclose()
    }
    dialog.addEventListener('cancel', cancel)
    dialog.addEventListener('pointerdown', press)
    dialog.showModal()
    return () => {
      dialog.removeEventListener('cancel', cancel)
      dialog.removeEventListener('pointerdown', press)
      dialog.close()
    }
  }
