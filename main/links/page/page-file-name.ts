// The name an upload page is saved under: it says which file it is for, on every kind of disk.

const maxLength = 100

/** Characters Windows forbids become a hyphen; so do line breaks and the like. */
const clean = (text: string): string =>
  [...text.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, '-')]
    .slice(0, maxLength)
    .join('')
    .replace(/[. ]+$/, '')

/** `acme-signed – upload.html` for `contracts/acme-signed.pdf`. */
export function pageFileName(objectKey: string): string {
  const name = objectKey.split('/').at(-1) ?? ''
  const base = clean(name.replace(/(?<=.)\.[^.]*$/, ''))
  return base === '' ? 'upload.html' : `${base} – upload.html`
}
