/** IDX, the format of MNIST. */
import type { Format } from '../format.ts';
import { hasIdxHeader } from './header.ts';

export const idx: Format = {
  name: 'idx',
  title: 'IDX',
  about: 'pairs of images and labels (MNIST and kin); training and test part by their names',
  extensions: ['.idx', '-ubyte'],
  choices: ['minusOne', 'columns', 'imageSize', 'channels'],
  recognise: (head) => (hasIdxHeader(head) ? 'signature' : undefined),
  open: async (entries, opening) => (await import('./read-idx.ts')).openIdx(entries, opening),
};
