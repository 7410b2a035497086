/** Reads NPY files, alone or in an NPZ. */
import { Problem } from '../../../protocol/problem.ts';
import { baseName, type FileEntry } from '../../containers/file-entry.ts';
import { FindingsList } from '../../sources/findings.ts';
import { commonFolder, stem } from '../../sources/path-names.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { isLabelArray, isLabelName } from '../../tables/array-names.ts';
import { assignRoles } from '../../tables/array-roles.ts';
import { openArrays, type ArrayPart } from '../../tables/array-source.ts';
import { withLabelColumn } from '../../tables/label-in-matrix.ts';
import type { NumericArray } from '../../tables/numeric-array.ts';
import { readArray } from './npy-header.ts';

/** @throws Problem `bad-file`, `unsupported` */
export async function openNpy(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices, signal } = opening;
  const findings = new FindingsList();
  const arrays = await readArrays(entries, findings);
  const inZip = entries.every((entry) => entry.archive);
  const base = {
    format: inZip ? 'NPZ' : 'NPY',
    name: inZip ? stem(entries[0]!.archive!) : commonFolder(entries.map(({ path }) => path)) || stem(entries[0]!.path),
    findings,
  };
  const classes = onePerClass(arrays);
  if (classes) {
    findings.warn('file-per-class', 'No labels among the files: each file is taken as a class.');
    const train = arrays.map((values, label): ArrayPart => ({ values, label }));
    return openArrays({ ...base, train, test: [], classes }, opening);
  }
  const parts = await withLabelColumn(assignRoles(arrays, { choices, findings }), { choices, signal }, findings);
  return openArrays({ ...base, ...parts }, opening);
}

/** The arrays that can be read; those that cannot are passed over beside others. @throws Problem `bad-file`, `unsupported` */
async function readArrays(entries: readonly FileEntry[], findings: FindingsList): Promise<NumericArray[]> {
  const arrays: NumericArray[] = [];
  const faults: { path: string; problem: Problem }[] = [];
  for (const entry of entries)
    try {
      arrays.push(await readArray(entry));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'unsupported') throw error;
      faults.push({ path: entry.path, problem: error });
    }
  const readable = arrays.some((one) => !isLabelArray(one));
  const label = arrays.some(isLabelArray) ? undefined : faults.find(({ path }) => isLabelName(path));
  const fatal = readable ? label : faults[0];
  if (fatal) throw fatal.problem;
  for (const { path, problem } of faults) findings.passOver(baseName(path).replace(/\.npy$/i, ''), problem.message);
  if (faults.length)
    findings.warn(
      'arrays-unreadable',
      `Passed over: ${faults.map(({ path }) => baseName(path)).join(', ')}, which cannot be read.`,
    );
  return arrays;
}

/**
 * The class of each file where every file holds one class, as in Quick, Draw!: several arrays with samples of the same
 * shape, without labels, and without names of parts.
 */
function onePerClass(arrays: readonly NumericArray[]): string[] | undefined {
  const rows = arrays.map(({ shape }) => shape.slice(1).join());
  const alike = arrays.length > 1 && !arrays.some(isLabelArray) && new Set(rows).size === 1;
  if (!alike || arrays.some(({ path }) => /train|test|val|arr_\d|mask/i.test(baseName(path)))) return undefined;
  return arrays.map(({ path }) => stem(path).replace(/^full_numpy_bitmap_/, ''));
}
