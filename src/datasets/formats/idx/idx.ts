/** IDX, the format of MNIST and its many kin: a magic number, big-endian sizes, then the values. */
import { Problem } from '../../../protocol/problem.ts';
import { openArrays, type ArrayPart, type NumericArray } from '../../tables/numeric-arrays.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import { crc32 } from '../../containers/crc32.ts';
import { byteWidth, type ElementType } from '../../tables/element-types.ts';
import { baseName, readStart, readAll, type FileEntry } from '../../containers/file-entry.ts';
import { MAX_DEFLATE_RATIO } from '../../containers/gzip.ts';
import { commonFolder, partFromPath, type DatasetPart } from '../path-names.ts';
import { hasIdxHeader } from '../file-kind.ts';
import { checkDeclaredSize, plural, type ReadOptions, type SampleSource } from '../sample-source.ts';

const TYPES: Record<number, ElementType> = { 8: 'u1', 9: 'i1', 11: 'i2', 12: 'i4', 13: 'f4', 14: 'f8' };

/**
 * Reads the header and holds it against the file's length.
 * @throws Problem `bad-file`
 */
async function readHeader(entry: FileEntry, signal?: AbortSignal): Promise<NumericArray> {
  const start = await readStart(entry, 20);
  const type = TYPES[start[2] ?? 0];
  const axes = start[3] ?? 0;
  if (!type || !hasIdxHeader(start)) throw new Problem('bad-file', `“${entry.path}” has no sound IDX header.`);
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const offset = 4 + 4 * axes;
  checkDeclaredSize(
    entry.path,
    shape[0]!,
    shape.slice(1).reduce((a, b) => a * b, 1),
    byteWidth(type),
  );

  const size = offset + shape.reduce((a, b) => a * b, 1) * byteWidth(type);
  const says = `its header promises ${shape.join(' × ')} values`;
  if (entry.compressedSize !== undefined && size > entry.compressedSize * MAX_DEFLATE_RATIO)
    throw new Problem('bad-file', `“${entry.path}” cannot be sound: ${says}, more than the file can hold.`);
  if (entry.size !== (entry.sizeKnown ? size : size % 2 ** 32)) {
    // Reading to the end tells a truncated file from one whose header is wrong.
    const found = entry.sizeKnown ? entry.size : await countBytes(entry, size, signal);
    if (found !== size)
      throw new Problem(
        'bad-file',
        `“${entry.path}” is ${found < size ? 'truncated' : 'damaged'}: ${says}, but ${plural(found - offset, 'byte')} follow.`,
        'Download it again.',
      );
  }
  return {
    path: entry.path,
    entry,
    shape,
    type,
    littleEndian: false,
    async open(stop) {
      const reader = new ByteReader(entry, stop);
      await reader.skip(offset);
      return reader;
    },
  };
}

/** Bytes in the stream, counted up to one more than expected. */
async function countBytes(entry: FileEntry, expected: number, signal?: AbortSignal): Promise<number> {
  const reader = new ByteReader(entry, signal);
  try {
    while (reader.position <= expected && !(await reader.atEnd())) await reader.readUpTo(2 ** 16);
    return reader.position;
  } finally {
    await reader.close();
  }
}

/** What is left of a name without part, role and format: `emnist-letters` of `emnist-letters-train-images-idx3-ubyte.gz`. */
const stemOf = (path: string): string =>
  baseName(path)
    .toLowerCase()
    .replace(/\.gz$/, '')
    .replace(/idx\d|u?byte|images?|labels?|train(ing)?|t10k|test(ing)?/g, '')
    .replace(/^[-_. ]+|[-_. ]+$/g, '')
    .replace(/[-_. ]{2,}/g, '-');

/** @throws Problem `bad-file`, `unsupported` */
export async function openIdx(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const stems = [...new Set(entries.map(({ path }) => stemOf(path)))].filter(Boolean);
  if (stems.length > 1 && entries.length > 4)
    throw new Problem(
      'unsupported',
      `These files hold several data sets: ${stems.slice(0, 8).join(', ')}.`,
      'Drop the files of one of them.',
    );
  const arrays = await Promise.all(entries.map((entry) => readHeader(entry, opening.signal)));
  const { train, test } = pairImagesWithLabels(arrays);
  const path = train[0]!.values.path;
  const emnist = /emnist/i.test(path);
  const warnings: string[] = [];
  if (emnist) {
    for (const { values } of [...train, ...test]) values.transposed = true;
    warnings.push('EMNIST stores its images on their side; they are turned upright.');
  }
  if (!train[0]!.labels) warnings.push(`There are no labels for “${path}”: its images are taken as unlabelled.`);
  const known = train[0]!.labels ? await knownSet(train[0]!.labels.entry) : undefined;
  const packed = entries.some((entry) => entry.compressedSize !== undefined && !entry.sizeKnown);
  return openArrays(
    {
      format: packed ? 'IDX, gzip' : 'IDX',
      name: known?.name ?? (stems[0] || commonFolder(entries.map((entry) => entry.path)) || 'IDX images'),
      train,
      test,
      warnings,
      nameClasses: known?.classes ? () => known.classes! : emnist ? emnistClasses : undefined,
    },
    opening,
  );
}

/** Images are arrays with more than one axis; a lone pair belongs together whatever its names say. */
function pairImagesWithLabels(arrays: readonly NumericArray[]): { train: ArrayPart[]; test: ArrayPart[] } {
  const images = arrays.filter((one) => one.shape.length > 1);
  const labels = arrays.filter((one) => one.shape.length === 1);
  if (!images.length)
    throw new Problem(
      'bad-file',
      `“${arrays[0]!.path}” holds labels, but there are no images to go with them.`,
      'Drop both files.',
    );
  const find = (among: readonly NumericArray[], part: DatasetPart): NumericArray | undefined => {
    const found = among.filter((one) => (partFromPath(one.path) ?? 'train') === part);
    if (found.length > 1)
      throw new Problem(
        'unsupported',
        `“${found[0]!.path}” and “${found[1]!.path}” play the same part.`,
        'Drop the files of one data set.',
      );
    return found[0];
  };
  if (images.length === 1 && labels.length <= 1)
    return { train: [{ values: images[0]!, ...(labels[0] ? { labels: labels[0] } : {}) }], test: [] };
  const parts = (['train', 'test'] as const).map((part): Partial<ArrayPart> => {
    const own = find(labels, part);
    const values = find(images, part);
    return { ...(values ? { values } : {}), ...(own ? { labels: own } : {}) };
  });
  for (const { values, labels: own } of parts)
    if (own && !values)
      throw new Problem(
        'bad-file',
        `“${own.path}” holds labels, but there are no images to go with them.`,
        'Drop both files.',
      );
  const [train, test] = parts.filter((part): part is ArrayPart => !!part.values);
  return { train: [train!], test: test ? [test] : [] };
}

/** Sets whose files all have MNIST's names are told apart by the sum of their labels. */
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
const KNOWN_SETS: Record<number, { name: string; classes?: string[] }> = {
  0xba07e8ef: { name: 'MNIST' },
  0xee8604d9: { name: 'MNIST (test part)' },
  0x2ed6e46a: { name: 'Fashion-MNIST', classes: FASHION_MNIST_CLASSES },
  0x242bc73f: { name: 'Fashion-MNIST (test part)', classes: FASHION_MNIST_CLASSES },
};

async function knownSet(labels: FileEntry): Promise<(typeof KNOWN_SETS)[number] | undefined> {
  if (labels.size > 2 ** 20) return undefined;
  return KNOWN_SETS[crc32((await readAll(labels)).subarray(8))];
}

/** EMNIST's labels stand for characters; its merged sets leave out the small letters that look like capitals. */
function emnistClasses(classes: string[]): string[] {
  const digits = '0123456789';
  const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const all = `${digits}${capitals}${capitals.toLowerCase()}`;
  const named = { 26: capitals.toLowerCase(), 47: `${digits}${capitals}abdefghnqrt`, 62: all }[classes.length];
  return named ? [...named] : classes;
}
