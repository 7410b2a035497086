/** NPY, NumPy's arrays; several of them in a zip are NPZ. */
import { startsWith } from '../file-head.ts';
import type { Format } from '../format.ts';

export const npy: Format = {
  name: 'npy',
  title: 'NPY and NPZ',
  extensions: ['.npy', '.npz'],
  choices: ['columns', 'imageSize', 'channels'],
  recognise: (head) => (startsWith(head, '\x93NUMPY') ? 'signature' : undefined),
  open: async (entries, opening) => (await import('./read-npy.ts')).openNpy(entries, opening),
};
