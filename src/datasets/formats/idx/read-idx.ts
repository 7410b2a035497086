/** Reads IDX files: MNIST, Fashion-MNIST, EMNIST, KMNIST and others. */
import { Problem } from '../../../protocol/problem.ts';
import { sampleSize } from '../../../protocol/dataset.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import { baseName, readStart, type FileEntry } from '../../containers/file-entry.ts';
import { MAX_DEFLATE_RATIO } from '../../containers/gzip.ts';
import { plural } from '../../plural.ts';
import { commonFolder, partFromPath, type DatasetPart } from '../../sources/path-names.ts';
import { FindingsList } from '../../sources/findings.ts';
import { oneOfPart } from '../../sources/one-of-a-part.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { openArrays, type ArrayPart, type ArrayParts } from '../../tables/array-source.ts';
import { byteWidth } from '../../tables/element-types.ts';
import { arrayInFile, checkArraySize, type NumericArray } from '../../tables/numeric-array.ts';
import { hasIdxHeader, IDX_TYPES } from './header.ts';
import { emnistClasses, knownDataset } from './known-datasets.ts';

/**
 * Reads the header and checks it against the file's length.
 * @throws Problem `bad-file`
 */
async function readHeader(entry: FileEntry, signal?: AbortSignal): Promise<NumericArray> {
  const start = await readStart(entry, 20);
  const type = IDX_TYPES[start[2] ?? 0];
  const axes = start[3] ?? 0;
  if (!type || !hasIdxHeader(start)) throw new Problem('bad-file', `“${entry.path}” has no sound IDX header.`);
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const offset = 4 + 4 * axes;
  checkArraySize({ path: entry.path, shape, type });

  const size = offset + sampleSize(shape) * byteWidth(type);
  const says = `its header promises ${shape.join(' × ')} values`;
  if (entry.compressedSize !== undefined && size > entry.compressedSize * MAX_DEFLATE_RATIO)
    throw new Problem('bad-file', `“${entry.path}” cannot be sound: ${says}, more than the file can hold.`);
  if (entry.size !== (entry.sizeKnown ? size : size % 2 ** 32)) {
    // Reading to the end distinguishes a truncated file from one with a wrong header.
    const found = entry.sizeKnown ? entry.size : await countBytes(entry, size, signal);
    if (found !== size)
      throw new Problem(
        'bad-file',
        `“${entry.path}” is ${found < size ? 'truncated' : 'damaged'}: ${says}, but ${plural(found - offset, 'byte')} follow.`,
        'Download it again.',
      );
  }
  return arrayInFile({ entry, shape, type, littleEndian: false, offset });
}

/** Number of bytes in the stream, counted up to one more than expected. */
async function countBytes(entry: FileEntry, expected: number, signal?: AbortSignal): Promise<number> {
  const reader = new ByteReader(entry, signal);
  try {
    while (reader.position <= expected && !(await reader.atEnd())) await reader.readUpTo(2 ** 16);
    return reader.position;
  } finally {
    await reader.close();
  }
}

/** A file name without part, role and format: `emnist-letters` of `emnist-letters-train-images-idx3-ubyte.gz`. */
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
  const findings = new FindingsList();
  if (emnist) {
    for (const { values } of [...train, ...test]) values.transposed = true;
    findings.warn('turned-upright', 'EMNIST stores its images on their side; they are turned upright.');
  }
  if (!train[0]!.labels)
    findings.warn('unlabelled', `There are no labels for “${path}”: its images are taken as unlabelled.`);
  const known = train[0]!.labels ? await knownDataset(train[0]!.labels.entry) : undefined;
  const packed = entries.some((entry) => entry.compressedSize !== undefined && !entry.sizeKnown);
  return openArrays(
    {
      format: packed ? 'IDX, gzip' : 'IDX',
      name: known?.name ?? (stems[0] || commonFolder(entries.map((entry) => entry.path)) || 'IDX images'),
      train,
      test,
      findings,
      nameClasses: known?.classes ? () => known.classes! : emnist ? emnistClasses : undefined,
    },
    opening,
  );
}

/**
 * Arrays with several axes are images, others are labels; their parts are found by name. A single pair belongs together
 * whatever its names say.
 */
function pairImagesWithLabels(arrays: readonly NumericArray[]): ArrayParts {
  const images = arrays.filter((one) => one.shape.length > 1);
  const labels = arrays.filter((one) => one.shape.length === 1);
  if (!images.length) throw labelsAlone(arrays[0]!.path);
  const find = (among: readonly NumericArray[], part: DatasetPart): NumericArray | undefined =>
    oneOfPart(among.filter((one) => (partFromPath(one.path) ?? 'train') === part));
  if (images.length === 1 && labels.length <= 1)
    return { train: [{ values: images[0]!, ...(labels[0] ? { labels: labels[0] } : {}) }], test: [] };
  const parts = (['train', 'test'] as const).map((part): Partial<ArrayPart> => {
    const own = find(labels, part);
    const values = find(images, part);
    return { ...(values ? { values } : {}), ...(own ? { labels: own } : {}) };
  });
  for (const { values, labels: own } of parts) if (own && !values) throw labelsAlone(own.path);
  const [train, test] = parts.filter((part): part is ArrayPart => !!part.values);
  return { train: [train!], test: test ? [test] : [] };
}

const labelsAlone = (path: string): Problem =>
  new Problem('bad-file', `“${path}” holds labels, but there are no images to go with them.`, 'Drop both files.');
