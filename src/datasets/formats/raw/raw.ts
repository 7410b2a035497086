/**
 * Pixels without a header, one byte each. Nothing in such a file says what it is, so that only files with an extension of
 * this kind are taken, or those for which the visitor has given the size of an image.
 */
import { hasExtension, isText } from '../file-head.ts';
import type { Format } from '../format.ts';

export const raw: Format = {
  name: 'raw',
  title: 'raw pixels (.bin)',
  about: 'any file of bytes, once you give the height and width of its images',
  extensions: ['.bin', '.raw', '.dat', '.data', '.bytes', '.u8'],
  choices: ['imageSize', 'channels', 'columns'],
  secondary: true,
  recognise: (head, { path }, { imageSize }) =>
    !isText(head) && (imageSize || hasExtension(raw, path)) ? 'assumption' : undefined,
  open: async (entries, opening) => (await import('./read-raw.ts')).openRaw(entries, opening),
};
