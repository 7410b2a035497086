/** Reads MAT files: which variables are samples and labels, and which of their axes counts samples. */
import { Problem } from '../../../protocol/problem.ts';
import type { FileEntry } from '../../containers/file-entry.ts';
import { FindingsList } from '../../sources/findings.ts';
import { commonFolder, stem } from '../../sources/path-names.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { isLabelArray } from '../../tables/array-names.ts';
import { assignRoles } from '../../tables/array-roles.ts';
import { openArrays, type ArrayPart } from '../../tables/array-source.ts';
import { byteWidth } from '../../tables/element-types.ts';
import { withLabelColumn } from '../../tables/label-in-matrix.ts';
import type { NumericArray } from '../../tables/numeric-array.ts';
import { squareImageShape } from '../../tables/sample-layout.ts';
import { readVariables, type MatVariable, type OtherVariable } from './mat-variables.ts';
import { samplesFirst, toNumericArray } from './sample-axis.ts';

/** @throws Problem `bad-file`, `unsupported` */
export async function openMat(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices, signal } = opening;
  const arrays: NumericArray[] = [];
  const byClass: ArrayPart[] = [];
  const others: (OtherVariable & { entry: FileEntry })[] = [];
  const findings = new FindingsList();
  for (const entry of entries) {
    const found = await readVariables(entry, signal);
    others.push(...found.others.map((one) => ({ ...one, entry })));
    const single = found.variables.length === 1 ? classesInThirdAxis(entry, found.variables[0]!) : undefined;
    if (single) byClass.push(...single);
    else
      arrays.push(
        ...samplesFirst(
          entry,
          found.variables.filter(({ sizes }) => sizes.some((one) => one > 1)),
        ),
      );
  }
  const base = {
    format: 'MAT',
    name: commonFolder(entries.map(({ path }) => path)) || stem(entries[0]!.path),
    findings,
  };
  if (byClass.length) {
    const classes = byClass.map((_, digit) => String(byClass.length === 10 ? (digit + 1) % 10 : digit + 1));
    findings.warn('class-axis', 'The third axis is taken as the class.');
    return openArrays({ ...base, train: byClass, test: [], classes }, opening);
  }
  const [cell] = others.filter(({ kind }) => kind !== 'text');
  if (!arrays.some((one) => !isLabelArray(one)) && cell) throw noArrays(cell.entry.path, cell);
  if (!arrays.length)
    throw new Problem('unsupported', `“${entries[0]!.path}” holds no arrays of numbers.`, 'Save plain arrays.');
  for (const { name, kind } of others) findings.passOver(name, `It is a ${kind}, not an array of numbers.`);
  const parts = await withLabelColumn(assignRoles(arrays, { choices, findings }), { choices, signal }, findings);
  // SVHN gives the digit 0 the label 10.
  const svhn = parts.train[0]!.values.shape.slice(1).join() === '3,32,32';
  return openArrays({ ...base, ...parts, ...(svhn ? { relabel: (one) => (one === 10 ? 0 : one) } : {}) }, opening);
}

const noArrays = (path: string, { name, kind }: OtherVariable): Problem =>
  new Problem(
    'unsupported',
    `“${path}” keeps its data in a ${kind} (${name}), which cannot be read here.`,
    kind === 'cell array'
      ? `Save plain arrays: X = cat(3, ${name}{:}) and a row y with the label of each.`
      : 'Save its fields as variables of their own (save -struct).',
  );

/** One part per class of an array pixels × samples × classes, such as USPS in `usps_all.mat`. */
function classesInThirdAxis(entry: FileEntry, variable: MatVariable): ArrayPart[] | undefined {
  const [pixels = 0, samples = 0, classes = 0, ...more] = variable.sizes;
  if (more.length || classes < 2 || classes > 100 || !squareImageShape(pixels, 1)) return undefined;
  const bytesPerClass = pixels * samples * byteWidth(variable.type);
  return Array.from({ length: classes }, (_, label): ArrayPart => {
    const offset = variable.offset + label * bytesPerClass;
    return { label, values: toNumericArray(entry, { ...variable, sizes: [pixels, samples], offset }) };
  });
}
