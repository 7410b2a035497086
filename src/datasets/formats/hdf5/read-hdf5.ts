/** Reads HDF5 files: which arrays are samples and labels, and which of their axes counts samples. */
import { sampleSize } from '../../../protocol/dataset.ts';
import { Problem } from '../../../protocol/problem.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import type { FileEntry } from '../../containers/file-entry.ts';
import { FindingsList } from '../../sources/findings.ts';
import { commonFolder, stem } from '../../sources/path-names.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { assignRoles } from '../../tables/array-roles.ts';
import { openArrays } from '../../tables/array-source.ts';
import { byteWidth } from '../../tables/element-types.ts';
import { checkArraySize, type NumericArray } from '../../tables/numeric-array.ts';
import { readHdf5 } from './hdf5-file.ts';

/** Arrays are transposed in memory; larger ones are refused. */
const MAX_TRANSPOSED_BYTES = 512 * 2 ** 20;

/** @throws Problem `bad-file`, `unsupported` */
export async function openHdf5(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const findings = new FindingsList();
  const arrays: NumericArray[] = [];
  for (const entry of entries) {
    const contents = await readHdf5(entry, opening.signal);
    arrays.push(...samplesFirst(contents.arrays));
    for (const name of contents.others) findings.passOver(name, 'It is no array of numbers.');
  }
  if (!arrays.length)
    throw new Problem(
      'unsupported',
      `“${entries[0]!.path}” is an HDF5 file without an array of numbers.`,
      'Save samples and labels as arrays of numbers.',
    );
  const name = commonFolder(entries.map(({ path }) => path)) || stem(entries[0]!.path);
  return openArrays(
    { format: 'HDF5', name, ...assignRoles(arrays, { choices: opening.choices, findings }), findings },
    opening,
  );
}

/**
 * MATLAB counts samples along the first axis, which is the last one in the file: where the last axis of an array, and not
 * its first, is as long as the labels, its axes are reversed.
 */
function samplesFirst(arrays: readonly NumericArray[]): NumericArray[] {
  const flat = arrays.map((array) => {
    const long = array.shape.filter((one) => one !== 1);
    return array.shape.length === 2 && long.length === 1 ? { ...array, shape: [long[0]!, 1] } : array;
  });
  const counts = new Set(
    flat.filter(({ shape }) => shape.length === 1 || shape[1] === 1).map(({ shape }) => shape[0]!),
  );
  return flat.map((array) => {
    const { shape } = array;
    const reversed = shape.length > 1 && !counts.has(shape[0]!) && counts.has(shape.at(-1)!);
    return reversed ? withAxesReversed(array) : array;
  });
}

/** The array with its axes in the reverse order. @throws Problem `bad-file`, `unsupported` */
function withAxesReversed(array: NumericArray): NumericArray {
  const width = byteWidth(array.type);
  const shape = [...array.shape].reverse();
  const size = sampleSize(array.shape);
  checkArraySize({ ...array, shape });
  if (size * width > MAX_TRANSPOSED_BYTES)
    throw new Problem('unsupported', `“${array.path}” is too large to be transposed.`, 'Save it with samples first.');
  return {
    ...array,
    shape,
    async open(signal) {
      const reader = await array.open(signal);
      const bytes = await reader.read(size * width);
      await reader.close();
      const out = new Uint8Array(bytes.length);
      const strides = array.shape.map((_, axis) => sampleSize(array.shape.slice(axis + 1)));
      const index = shape.map(() => 0);
      for (let to = 0; to < size; to++) {
        const from = index.reduce((sum, one, axis) => sum + one * strides[shape.length - 1 - axis]!, 0);
        out.set(bytes.subarray(from * width, (from + 1) * width), to * width);
        for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
      }
      return new ByteReader({ path: array.path, stream: () => new Blob([out]).stream() }, signal);
    },
  };
}
