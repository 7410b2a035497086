/**
 * Reads STL-10's binary files: images of 3 × 96 × 96 bytes without a header, all red values first, column after column, and one
 * byte from 1 to 10 for each label.
 */
import { Problem } from '../../../protocol/problem.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import { baseName, readAll, type FileEntry } from '../../containers/file-entry.ts';
import { plural } from '../../plural.ts';
import { FindingsList } from '../../sources/findings.ts';
import { linesOf } from '../../sources/lines-of.ts';
import { oneOfPart } from '../../sources/one-of-a-part.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { openArrays, type ArrayPart } from '../../tables/array-source.ts';
import { arrayInFile, type NumericArray } from '../../tables/numeric-array.ts';

const IMAGE_SHAPE = [3, 96, 96];
const IMAGE_BYTES = 3 * 96 * 96;
const CLASSES = 'airplane bird car cat deer dog horse monkey ship truck'.split(' ');
const NAMES_FILE = /^class_names\.txt$/i;
const MAX_NAMES_BYTES = 2 ** 12;

/** @throws Problem `bad-file`, `unsupported` */
export async function openStl10(
  entries: readonly FileEntry[],
  opening: ReadOptions,
  notes: readonly FileEntry[],
): Promise<SampleSource> {
  const findings = new FindingsList();
  const find = (name: string): FileEntry | undefined =>
    oneOfPart(entries.filter(({ path }) => baseName(path).startsWith(name)));
  const partOf = async (name: 'train' | 'test'): Promise<ArrayPart[]> => {
    const images = find(`${name}_X`);
    const labels = find(`${name}_y`);
    if (!images && !labels) return [];
    if (!images || !labels) {
      const [there, missing] = images ? [images, `${name}_y.bin`] : [labels!, `${name}_X.bin`];
      throw new Problem('bad-file', `“${there.path}” needs “${missing}” beside it.`, 'Drop the whole folder.');
    }
    return [{ values: await imagesIn(images, opening.signal), labels: await labelsIn(labels, opening.signal) }];
  };
  const train = await partOf('train');
  const test = await partOf('test');
  const unlabelled = find('unlabeled_X');
  if (!train.length && !test.length)
    throw new Problem('bad-file', `“${entries[0]!.path}” has no labels.`, 'Drop train_X.bin and train_y.bin with it.');
  if (unlabelled) findings.passOver(unlabelled.path, 'Its images have no labels, so that a query has no answer.');
  return openArrays(
    {
      ...{ format: 'STL-10 binary', name: 'STL-10', findings },
      // test files alone are training data
      ...(train.length ? { train, test } : { train: test, test: [] }),
      relabel: fromOne,
      classes: await classNames(notes),
    },
    opening,
  );
}

/** STL-10 counts its classes from 1. @throws Problem `bad-file` */
function fromOne(label: number): number {
  if (label < 1)
    throw new Problem(
      'bad-file',
      `STL-10’s labels run from 1 to 10, but one is ${label}.`,
      'Download the files again.',
    );
  return label - 1;
}

const bytesIn = (entry: FileEntry, shape: number[]): NumericArray =>
  arrayInFile({ entry, shape, type: 'u1', littleEndian: true, offset: 0 });

/** @throws Problem `bad-file` where the last image is incomplete */
async function imagesIn(entry: FileEntry, signal?: AbortSignal): Promise<NumericArray> {
  const size = await lengthOf(entry, signal);
  const left = size % IMAGE_BYTES;
  if (left)
    throw new Problem(
      'bad-file',
      `“${entry.path}” is truncated: its last image has ${plural(left, 'byte')} of ${IMAGE_BYTES.toLocaleString('en')}.`,
      'Download it again.',
    );
  return { ...bytesIn(entry, [size / IMAGE_BYTES, ...IMAGE_SHAPE]), transposed: true };
}

const labelsIn = async (entry: FileEntry, signal?: AbortSignal): Promise<NumericArray> =>
  bytesIn(entry, [await lengthOf(entry, signal)]);

/** Of a packed file, by reading it. */
async function lengthOf(entry: FileEntry, signal?: AbortSignal): Promise<number> {
  if (entry.sizeKnown) return entry.size;
  const reader = new ByteReader(entry, signal);
  try {
    while (!(await reader.atEnd())) await reader.readUpTo(2 ** 20);
    return reader.position;
  } finally {
    await reader.close();
  }
}

/** From the list beside the files, where it has ten names. */
async function classNames(notes: readonly FileEntry[]): Promise<string[]> {
  const list = notes.find(({ path }) => NAMES_FILE.test(baseName(path)));
  const names = list ? linesOf(await readAll(list, MAX_NAMES_BYTES)) : [];
  return names.length === CLASSES.length ? names : CLASSES;
}
