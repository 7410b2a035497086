/** Downloads, under file names that are valid on every system. */

/** Tables begin with a byte order mark, without which spreadsheets take letters beyond ASCII for others. */
export const CSV = 'text/csv';

/** Saves a text or blob through the browser's downloads. */
export function download(name: string, type: string, content: string | Blob): void {
  const address = URL.createObjectURL(new Blob([type === CSV ? '\ufeff' : '', content], { type }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Names of devices on Windows. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;
/** With four bytes per letter still less than the 255 bytes that file systems take. */
const MAX_LETTERS = 50;

/** A name that every file system takes: letters and digits of any script, with hyphens between the words. */
export function safeFileName(name: string): string {
  const words = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .toLowerCase();
  const short = [...words]
    .slice(0, MAX_LETTERS)
    .join('')
    .replace(/^-+|-+$/g, '');
  return RESERVED.test(short) ? `${short}-` : short || 'querent';
}
