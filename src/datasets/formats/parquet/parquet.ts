/** Parquet: a column of images, as on the Hugging Face hub, or columns of numbers. */
import { startsWith } from '../file-head.ts';
import type { Format } from '../format.ts';

export const parquet: Format = {
  name: 'parquet',
  title: 'Parquet',
  about: 'images as structs (Hugging Face Hub) or bytes in any column; tables of numbers; lists of pixels',
  extensions: ['.parquet'],
  choices: [
    ...(['labelColumn', 'partColumn', 'leftOut', 'missingWords', 'minusOne'] as const),
    ...(['columns', 'imageSize', 'channels', 'skipBroken', 'ground'] as const),
  ],
  recognise: (head) => (startsWith(head, 'PAR1') ? 'signature' : undefined),
  open: async (entries, opening) => (await import('./read-parquet.ts')).openParquet(entries, opening),
};
