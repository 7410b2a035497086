/** Published data sets in IDX format that are recognised by their labels or names, and the names of their classes. */
import { crc32 } from '../../containers/crc32.ts';
import { readAll, type FileEntry } from '../../containers/file-entry.ts';

interface KnownDataset {
  name: string;
  classes?: string[];
}

const FASHION_MNIST_CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** By the CRC-32 of their labels, because the files of all of them have the same names. */
const KNOWN_DATASETS: Record<number, KnownDataset> = {
  0xba07e8ef: { name: 'MNIST' },
  0xee8604d9: { name: 'MNIST (test part)' },
  0x2ed6e46a: { name: 'Fashion-MNIST', classes: FASHION_MNIST_CLASSES },
  0x242bc73f: { name: 'Fashion-MNIST (test part)', classes: FASHION_MNIST_CLASSES },
};
const MAX_LABEL_BYTES = 2 ** 20;
const HEADER_BYTES = 8;

/** The data set that has exactly these labels. @param labels an IDX file of one axis */
export async function knownDataset(labels: FileEntry): Promise<KnownDataset | undefined> {
  if (labels.size > MAX_LABEL_BYTES) return undefined;
  return KNOWN_DATASETS[crc32((await readAll(labels)).subarray(HEADER_BYTES))];
}

/**
 * EMNIST's labels stand for characters (Cohen et al., 2017): 26 letters, 62 classes by class, or 47 classes in which small
 * letters that look like capitals are merged with them.
 */
export function emnistClasses(classes: string[]): string[] {
  const digits = '0123456789';
  const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const all = `${digits}${capitals}${capitals.toLowerCase()}`;
  const named = { 26: capitals.toLowerCase(), 47: `${digits}${capitals}abdefghnqrt`, 62: all }[classes.length];
  return named ? [...named] : classes;
}
