/** Reads MAT files: which variables are samples and labels, and which of their axes counts samples. */
import { sampleSize } from '../../../protocol/dataset.ts';
import { Problem } from '../../../protocol/problem.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import type { FileEntry } from '../../containers/file-entry.ts';
import { commonFolder, stem } from '../../sources/path-names.ts';
import { FindingsList } from '../../sources/findings.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { isLabelArray, assignRoles } from '../../tables/array-roles.ts';
import { openArrays, type ArrayPart } from '../../tables/array-source.ts';
import { byteWidth } from '../../tables/element-types.ts';
import { checkArraySize, type NumericArray } from '../../tables/numeric-array.ts';
import { squareImageShape } from '../../tables/sample-layout.ts';
import { readVariables, type MatVariable } from './mat-variables.ts';

/** Arrays are transposed in memory; larger ones are refused. */
const MAX_TRANSPOSED_BYTES = 512 * 2 ** 20;

/** @throws Problem `bad-file`, `unsupported` */
export async function openMat(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const arrays: NumericArray[] = [];
  const byClass: ArrayPart[] = [];
  const cells: string[] = [];
  for (const entry of entries) {
    const variables = await readVariables(entry, opening.signal, cells);
    const single = variables.length === 1 ? classesInThirdAxis(entry, variables[0]!) : undefined;
    if (single) byClass.push(...single);
    else arrays.push(...samplesFirst(variables.map((one) => toNumericArray(entry, one))));
  }
  const findings = new FindingsList();
  const base = { format: 'MAT', name: commonFolder(entries.map(({ path }) => path)) || stem(entries[0]!.path) };
  if (byClass.length) {
    const classes = byClass.map((_, digit) => String(byClass.length === 10 ? (digit + 1) % 10 : digit + 1));
    findings.warn('class-axis', 'The third axis is taken as the class.');
    return openArrays({ ...base, train: byClass, test: [], classes, findings }, opening);
  }
  if (cells.length && arrays.every(isLabelArray))
    throw new Problem(
      'unsupported',
      `“${entries[0]!.path}” has its samples in a cell array (${cells.slice(0, 3).join(', ')}), which cannot be read here.`,
      `Save them as an array beside a row of labels: X = cat(3, ${cells[0]}{:}).`,
    );
  if (!arrays.length)
    throw new Problem('unsupported', `“${entries[0]!.path}” holds no arrays of numbers.`, 'Save plain arrays.');
  const parts = assignRoles(arrays, findings);
  // SVHN gives the digit 0 the label 10.
  const svhn = parts.train[0]!.values.shape.slice(1).join() === '3,32,32';
  return openArrays(
    { ...base, ...parts, findings, ...(svhn ? { relabel: (one) => (one === 10 ? 0 : one) } : {}) },
    opening,
  );
}

/** With its sizes reversed, an array whose first index runs fastest is one whose last index runs fastest. */
function toNumericArray(
  entry: FileEntry,
  { name, sizes, type, stream, offset, littleEndian }: MatVariable,
): NumericArray {
  return {
    path: `${entry.path}/${name}`,
    entry,
    shape: [...sizes].reverse(),
    type,
    littleEndian,
    transposed: sizes.length > 2,
    async open(signal) {
      const reader = new ByteReader(stream, signal);
      await reader.skip(offset);
      return limited(reader, sampleSize(sizes) * byteWidth(type));
    },
  };
}

/** A reader that ends with the variable, though the stream may go on with padding. */
function limited(reader: ByteReader, length: number): ByteReader {
  const end = reader.position + length;
  reader.atEnd = async () => reader.position >= end;
  return reader;
}

/**
 * Decides which of two axes counts samples: the one as long as the labels; without labels the rows, unless only a column
 * has the length of a square image.
 * @param arrays of one file, with their sizes reversed
 */
function samplesFirst(arrays: readonly NumericArray[]): NumericArray[] {
  const counts = new Set<number>();
  for (const array of arrays) {
    const long = array.shape.filter((one) => one !== 1);
    if (long.length === 1 && array.shape.length === 2) {
      array.shape = [long[0]!, 1];
      counts.add(long[0]!);
    } else if (isLabelArray(array)) counts.add(array.shape[0]!);
  }
  return arrays.map((array) => {
    const [columns = 0, rows = 0] = array.shape;
    if (array.shape.length !== 2 || rows === 1 || isLabelArray(array)) return array;
    const byColumn = counts.size ? counts.has(columns) : !!squareImageShape(rows) && !squareImageShape(columns);
    return byColumn ? array : transposed(array);
  });
}

/** Rows and columns exchanged. @throws Problem `bad-file`, `unsupported` */
function transposed(array: NumericArray): NumericArray {
  const [columns = 0, rows = 0] = array.shape;
  const width = byteWidth(array.type);
  checkArraySize({ ...array, shape: [rows, columns] });
  if (rows * columns * width > MAX_TRANSPOSED_BYTES)
    throw new Problem(
      'unsupported',
      `“${array.path}” is too large to be turned from columns to rows.`,
      'Save its transpose.',
    );
  return {
    ...array,
    shape: [rows, columns],
    async open(signal) {
      const reader = await array.open(signal);
      const bytes = await reader.read(rows * columns * width);
      await reader.close();
      const out = new Uint8Array(bytes.length);
      for (let column = 0, from = 0; column < columns; column++)
        for (let row = 0; row < rows; row++, from += width)
          for (let i = 0, to = (row * columns + column) * width; i < width; i++) out[to + i] = bytes[from + i]!;
      return new ByteReader({ path: array.path, stream: () => new Blob([out]).stream() }, signal);
    },
  };
}

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
