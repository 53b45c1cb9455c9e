import type { Attachment } from 'svelte/attachments'

/**
 * Opens a <dialog> as modal for as long as it is in the page. The browser keeps the focus inside and makes the rest
 * inert; at the end the focus goes back to where it was. Esc and a click on the dimmed page call `onclose`, and the
 * owner then removes the dialog.
 */
export const modal =
  (onclose: () => void): Attachment<HTMLDialogElement> =>
  (dialog) => {
    const opener = document.activeElement
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
      // The dialog is out of the page by now, and the browser gives the focus back only to one that is still in it.
      if (opener instanceof HTMLElement) opener.focus()
    }
  }
