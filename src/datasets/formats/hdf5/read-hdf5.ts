/** Reads HDF5 files: which arrays are samples and labels, and which of their axes counts samples. */
import { Problem } from '../../../protocol/problem.ts';
import type { FileEntry } from '../../containers/file-entry.ts';
import { FindingsList } from '../../sources/findings.ts';
import { commonFolder, stem } from '../../sources/path-names.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { assignRoles } from '../../tables/array-roles.ts';
import { openArrays } from '../../tables/array-source.ts';
import { rowMajor } from '../../tables/axis-order.ts';
import { withLabelColumn } from '../../tables/label-in-matrix.ts';
import type { NumericArray } from '../../tables/numeric-array.ts';
import { readHdf5 } from './hdf5-file.ts';

/** @throws Problem `bad-file`, `unsupported` */
export async function openHdf5(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices, signal } = opening;
  const findings = new FindingsList();
  const arrays: NumericArray[] = [];
  for (const entry of entries) {
    const contents = await readHdf5(entry, entries, signal);
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
  const parts = await withLabelColumn(assignRoles(arrays, { choices, findings }), { choices, signal }, findings);
  return openArrays({ format: 'HDF5', name, ...parts, findings }, opening);
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
    return reversed ? rowMajor({ ...array, shape: [...shape].reverse() }) : array;
  });
}
