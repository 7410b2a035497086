/** MATLAB's MAT files of version 5 to 7. */
import { startsWith } from '../file-head.ts';
import { ARRAY_CHOICES, type Format } from '../format.ts';

export const mat: Format = {
  name: 'mat',
  title: 'MAT',
  about:
    'version 5 to 7: as for SVHN (its `train`, `extra` and `test` files together: train and extra are one pool) and USPS, or saved by SciPy; labels as numbers or one-hot',
  extensions: ['.mat'],
  choices: [...ARRAY_CHOICES],
  recognise: (head) => (startsWith(head, 'MATLAB 5.0 MAT-file') ? 'signature' : undefined),
  open: async (entries, opening) => (await import('./read-mat.ts')).openMat(entries, opening),
};
