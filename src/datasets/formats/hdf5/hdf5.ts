/** HDF5, as h5py and MATLAB 7.3 write it. */
import { startsWith } from '../file-head.ts';
import { ARRAY_CHOICES, type Format } from '../format.ts';

const MARK = '\x89HDF\r\n\x1a\n';

/** The mark stands at the beginning, or after a block of 512, 1024, 2048, … bytes that belongs to a program. */
function hasMark(head: Uint8Array): boolean {
  if (startsWith(head, MARK) || startsWith(head, 'MATLAB 7.3 MAT-file')) return true;
  for (let at = 512; at < head.length; at *= 2) if (startsWith(head.subarray(at), MARK)) return true;
  return false;
}

export const hdf5: Format = {
  name: 'hdf5',
  title: 'HDF5',
  about: 'arrays named as in NPZ, as h5py and MATLAB 7.3 write them',
  extensions: ['.h5', '.hdf5', '.hdf', '.he5'],
  choices: [...ARRAY_CHOICES],
  recognise: (head) => (hasMark(head) ? 'signature' : undefined),
  open: async (entries, opening) => (await import('./read-hdf5.ts')).openHdf5(entries, opening),
};
