/** Arrays of numbers in files (IDX, NPY, NPZ, MAT, raw pixels): type, shape, and the values as a stream. */
import { sampleSize, type OnProgress } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import { ByteReader } from '../containers/byte-reader.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import { plural } from '../plural.ts';
import { checkDeclaredSize, samplesPerBlock } from '../sources/blocks.ts';
import { byteWidth, decodeElements, type ElementType } from './element-types.ts';

/** An array in a file, samples along the first axis, the last axis running fastest. */
export interface NumericArray {
  /** For messages: the file, and the array's name in it. */
  path: string;
  entry: FileEntry;
  shape: number[];
  type: ElementType;
  littleEndian: boolean;
  /** Rows and columns are swapped within a sample (MATLAB's order; EMNIST). */
  transposed?: boolean;
  /** Of an array of texts: its elements, one for each sample. */
  words?: string[];
  /** A reader positioned at the first value. */
  open(signal?: AbortSignal): Promise<ByteReader>;
}

/** An array that takes up the rest of its file. */
export function arrayInFile({
  offset,
  ...array
}: Omit<NumericArray, 'path' | 'open'> & { offset: number }): NumericArray {
  return {
    path: array.entry.path,
    ...array,
    async open(signal) {
      const reader = new ByteReader(array.entry, signal);
      await reader.skip(offset);
      return reader;
    },
  };
}

/** Number of samples. */
export const sampleCount = (array: NumericArray): number => array.shape[0] ?? 0;

/** Number of values per sample. */
export const valuesPerSample = (array: NumericArray): number => sampleSize(array.shape.slice(1));

/** @throws Problem `bad-file` where the array has no samples, or more than any browser could hold */
export const checkArraySize = (array: Pick<NumericArray, 'path' | 'shape' | 'type'>): void =>
  checkDeclaredSize({
    path: array.path,
    count: array.shape[0] ?? 1,
    valuesPerSample: sampleSize(array.shape.slice(1)),
    bytesPerValue: byteWidth(array.type),
  });

/**
 * The values of the first `count` samples (default all), in blocks of whole samples.
 * @throws Problem `bad-file` where the file ends early or, after all samples, has more data
 */
export async function* readBlocks(
  array: NumericArray,
  options: { count?: number; signal?: AbortSignal | undefined; onProgress?: OnProgress } = {},
): AsyncGenerator<ArrayLike<number>> {
  const { count = sampleCount(array), signal, onProgress } = options;
  const bytesPerSample = valuesPerSample(array) * byteWidth(array.type);
  const step = samplesPerBlock(bytesPerSample);
  const reader = await array.open(signal);
  try {
    for (let from = 0; from < count; from += step) {
      const length = Math.min(step, count - from);
      yield decodeElements(await reader.read(length * bytesPerSample), array.type, array.littleEndian);
      onProgress?.({ phase: `Reading ${array.path}`, done: from + length, total: count });
    }
    if (count === sampleCount(array) && !(await reader.atEnd()))
      throw new Problem(
        'bad-file',
        `“${array.path}” holds more data than its header says (${plural(count, 'sample')}).`,
        'It is damaged. Download it again.',
      );
  } finally {
    await reader.close();
  }
}
