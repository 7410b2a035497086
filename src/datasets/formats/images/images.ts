/** Image files, classes by folder. */
import { hasImageSignature } from '../../images/signature.ts';
import { hasExtension } from '../file-head.ts';
import type { Format } from '../format.ts';

export const images: Format = {
  name: 'images',
  title: 'images (PNG, JPEG, WebP, GIF, BMP, AVIF, TIFF, PGM, PPM)',
  about:
    'a zip or folder with a folder per class (nested allowed), with a table of labels beside them, with the class in their names, or without labels; 8 and 16 bit; EXIF orientation applied; resized to one size',
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
