/** Image files, classes by folder. */
import { hasExtension, latin1, startsWith } from '../file-head.ts';
import type { Format } from '../format.ts';

function hasImageSignature(head: Uint8Array): boolean {
  const text = latin1(head.subarray(0, 16));
  return (
    ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF8'].some((mark) => startsWith(head, mark)) ||
    (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') ||
    text.slice(4, 12) === 'ftypavif'
  );
}

export const images: Format = {
  name: 'images',
  title: 'images (PNG, JPEG, WebP, GIF, BMP, AVIF)',
  extensions: ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.bmp', '.avif'],
  choices: ['imageSize', 'channels', 'skipBroken'],
  samplePerFile: true,
  recognise: (head, { path }) =>
    hasImageSignature(head) ? 'signature' : hasExtension(images, path) ? 'name' : undefined,
  open: async (entries, opening) => (await import('./read-images.ts')).openImages(entries, opening),
};
