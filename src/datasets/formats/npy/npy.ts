/** NPY, NumPy's arrays; several of them in a zip are NPZ. */
import { startsWith } from '../file-head.ts';
import { ARRAY_CHOICES, type Format } from '../format.ts';

export const npy: Format = {
  name: 'npy',
  title: 'NPY and NPZ',
  about:
    'arrays `x` and `y`, with or without train and test parts; labels as numbers, words or one-hot, or in a column of the matrix',
  extensions: ['.npy', '.npz'],
  choices: [...ARRAY_CHOICES],
  recognise: (head) => (startsWith(head, '\x93NUMPY') ? 'signature' : undefined),
  open: async (entries, opening) => (await import('./read-npy.ts')).openNpy(entries, opening),
};
