/** STL-10 in its binary version (Coates, Ng and Lee 2011): pairs of images and labels, unpacked. */
import { baseName } from '../../containers/file-entry.ts';
import type { Format } from '../format.ts';

/** `train_X.bin`, `test_y.bin`, `unlabeled_X.bin`. */
export const STL_10_NAME = /^(train|test|unlabeled)_(X|y)\.bin(\.gz)?$/;

export const stl10: Format = {
  name: 'stl-10',
  title: 'STL-10 (binary version)',
  about: 'the unpacked folder, or pairs such as `train_X.bin` and `train_y.bin`; unlabelled images are passed over',
  extensions: ['.bin'],
  choices: [],
  recognise: (_head, entry) => (STL_10_NAME.test(baseName(entry.path)) ? 'name' : undefined),
  open: async (entries, opening, notes) => (await import('./read-stl-10.ts')).openStl10(entries, opening, notes),
};
