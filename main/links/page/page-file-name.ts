// The name an upload page is saved under: it says which file it is for, on every kind of disk.

const maxLength = 100

/** Characters Windows forbids become a hyphen; so do line breaks and the like. */
const clean = (text: string): string =>
  [...text.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, '-')]
    .slice(0, maxLength)
    .join('')
    .replace(/[. ]+$/, '')

const baseOf = (objectKey: string): string => clean((objectKey.split('/').at(-1) ?? '').replace(/(?<=.)\.[^.]*$/, ''))

/** `interview.courier-link` for `films/interview.mp4`. */
export const kitFileName = (objectKey: string): string => `${baseOf(objectKey) || 'upload'}.courier-link`

/** `acme-signed – upload.html` for `contracts/acme-signed.pdf`. */
export function pageFileName(objectKey: string): string {
  const base = baseOf(objectKey)
  return base === '' ? 'upload.html' : `${base} – upload.html`
}
