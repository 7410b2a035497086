/** Image files, classes by folder. */
import { ownDecoder } from '../../images/decoders/index.ts';
import { hasExtension, latin1, startsWith } from '../file-head.ts';
import type { Format } from '../format.ts';

function hasImageSignature(head: Uint8Array): boolean {
  const text = latin1(head.subarray(0, 16));
  return (
    ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF8'].some((mark) => startsWith(head, mark)) ||
    (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') ||
    text.slice(4, 12) === 'ftypavif' ||
    hasBmpHeader(head) ||
    ownDecoder(head) !== undefined
  );
}

/** The mark BM and the size of one of the headers that follow it. */
const hasBmpHeader = (head: Uint8Array): boolean =>
  startsWith(head, 'BM') && [12, 40, 52, 56, 64, 108, 124].includes(head[14]!) && head[15] === 0 && head[16] === 0;

export const images: Format = {
  name: 'images',
  title: 'images (PNG, JPEG, WebP, GIF, BMP, AVIF, TIFF, PGM, PPM)',
  extensions: [
    ...['.png', '.jpg', '.jpeg', '.webp', '.gif', '.bmp', '.avif', '.tif', '.tiff'],
    ...['.pgm', '.ppm', '.pbm', '.pnm'],
  ],
  choices: [
    ...(['labelSource', 'labelColumn', 'classLevel', 'namePattern'] as const),
    ...(['imageSize', 'channels', 'skipBroken', 'ground'] as const),
  ],
  samplePerFile: true,
  recognise: (head, { path }) =>
    hasImageSignature(head) ? 'signature' : hasExtension(images, path) ? 'name' : undefined,
  open: async (entries, opening, notes) => (await import('./read-images.ts')).openImages(entries, opening, notes),
};
