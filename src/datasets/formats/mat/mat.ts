/** MATLAB's MAT files, version 5 to 7: arrays of numbers, packed or not (MathWorks, "MAT-File Format", level 5). */
import { Problem } from '../../../protocol/problem.ts';
import { openArrays, type ArrayPart, type NumericArray } from '../../tables/numeric-arrays.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import { decodeElements, byteWidth, type ElementType } from '../../tables/element-types.ts';
import { readRange, withFileErrors, truncatedProblem, type FileEntry } from '../../containers/file-entry.ts';
import { squareImageShape } from '../../tables/sample-layout.ts';
import { commonFolder, stem } from '../path-names.ts';
import { isLabelArray, assignRoles } from '../../tables/array-roles.ts';
import { checkDeclaredSize, type ReadOptions, type SampleSource } from '../sample-source.ts';

const COMPRESSED = 15;
const MATRIX = 14;
/** Element types of the file by their numbers. */
const TYPES: Record<number, ElementType> = {
  1: 'i1',
  2: 'u1',
  3: 'i2',
  4: 'u2',
  5: 'i4',
  6: 'u4',
  7: 'f4',
  9: 'f8',
  12: 'i8',
  13: 'u8',
};
/** What is turned from columns to rows is held in memory. */
const MAX_TRANSPOSED_BYTES = 512 * 2 ** 20;

type Stream = Pick<FileEntry, 'path' | 'stream'>;

/** A variable of the file: its sizes as MATLAB says them, and where its values lie in which stream. */
interface Variable {
  name: string;
  sizes: number[];
  type: ElementType;
  stream: Stream;
  offset: number;
  littleEndian: boolean;
}

/** @throws Problem `bad-file`, `unsupported` */
export async function openMat(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const arrays: NumericArray[] = [];
  const byClass: ArrayPart[] = [];
  for (const entry of entries) {
    const variables = await variablesOf(entry, opening.signal);
    const single = variables.length === 1 ? classesInThirdAxis(entry, variables[0]!) : undefined;
    if (single) byClass.push(...single);
    else arrays.push(...(await toNumericArrays(entry, variables)));
  }
  const base = { format: 'MAT', name: commonFolder(entries.map(({ path }) => path)) || stem(entries[0]!.path) };
  if (byClass.length) {
    const classes = byClass.map((_, digit) => String(byClass.length === 10 ? (digit + 1) % 10 : digit + 1));
    const warnings = ['The third axis is taken as the class.'];
    return openArrays({ ...base, train: byClass, test: [], classes, warnings }, opening);
  }
  if (!arrays.length)
    throw new Problem('unsupported', `“${entries[0]!.path}” holds no arrays of numbers.`, 'Save plain arrays.');
  const warnings: string[] = [];
  const parts = assignRoles(arrays, warnings);
  // SVHN gives the digit 0 the label 10.
  const svhn = parts.train[0]!.values.shape.slice(1).join() === '3,32,32';
  return openArrays(
    { ...base, ...parts, warnings, ...(svhn ? { relabel: (one) => (one === 10 ? 0 : one) } : {}) },
    opening,
  );
}

async function variablesOf(entry: FileEntry, signal?: AbortSignal): Promise<Variable[]> {
  const start = await readRange(entry, 0, 128);
  const mark = String.fromCharCode(start[126] ?? 0, start[127] ?? 0);
  if (start.length < 128 || (mark !== 'IM' && mark !== 'MI')) throw truncatedProblem(entry.path);
  const little = mark === 'IM';
  const found: Variable[] = [];
  for (let at = 128; at < entry.size;) {
    const tag = await readRange(entry, at, at + 8);
    if (tag.length < 8) throw truncatedProblem(entry.path);
    const view = new DataView(tag.buffer, tag.byteOffset);
    const type = view.getUint32(0, little);
    const length = view.getUint32(4, little);
    const end = at + 8 + length;
    if (end > entry.size) throw truncatedProblem(entry.path);
    const variable = await variableAt(entry, { type, from: at + 8, end, little }, signal);
    if (variable) found.push(variable);
    at = type === COMPRESSED ? end : at + 8 + Math.ceil(length / 8) * 8;
  }
  return found;
}

async function variableAt(
  entry: FileEntry,
  { type, from, end, little }: { type: number; from: number; end: number; little: boolean },
  signal?: AbortSignal,
): Promise<Variable | undefined> {
  if (type !== MATRIX && type !== COMPRESSED) return undefined;
  const { path } = entry;
  const slice = (): ReadableStream<Uint8Array> => entry.blob!.slice(from, end).stream();
  const unpacked = (): ReadableStream<Uint8Array> =>
    type === MATRIX
      ? slice()
      : slice().pipeThrough(new DecompressionStream('deflate') as TransformStream<Uint8Array, Uint8Array>);
  const stream: Stream = { path, stream: () => withFileErrors(path, unpacked()) };
  const reader = new ByteReader(stream, signal);
  try {
    if (type === COMPRESSED) {
      const view = new DataView((await reader.read(8)).buffer);
      if (view.getUint32(0, little) !== MATRIX) return undefined;
    }
    return await readMatrix(reader, stream, little);
  } finally {
    await reader.close();
  }
}

/** Flags, sizes and name; then stands before the values. Cells, structures, texts and complex numbers are passed over. */
async function readMatrix(reader: ByteReader, stream: Stream, little: boolean): Promise<Variable | undefined> {
  const damaged = (): Problem =>
    new Problem('bad-file', `“${stream.path}” is damaged: a variable in it has no sound header.`, 'Download it again.');
  const flags = await readElement(reader, little);
  const sizes = await readElement(reader, little);
  const name = await readElement(reader, little);
  if (flags.bytes.length < 8 || sizes.bytes.length % 4) throw damaged();
  const word = new DataView(flags.bytes.buffer, flags.bytes.byteOffset).getUint32(0, little);
  const kind = word & 255;
  if (kind < 6 || kind > 15 || word & 0x800) return undefined;
  const tag = await readTag(reader, little);
  const type = TYPES[tag.type];
  const dims = Array.from(decodeElements(sizes.bytes, 'i4', little));
  if (!type || dims.length < 2 || dims.some((one) => one < 0)) throw damaged();
  const values = dims.reduce((a, b) => a * b, 1);
  if (values * byteWidth(type) !== tag.length) throw damaged();
  return {
    name: new TextDecoder().decode(name.bytes),
    sizes: dims,
    type,
    stream,
    offset: reader.position - tag.inTag,
    littleEndian: little,
  };
}

/** A tag of eight bytes; of a short element the values are in it. */
async function readTag(
  reader: ByteReader,
  little: boolean,
): Promise<{ type: number; length: number; inTag: number; rest: Uint8Array }> {
  const bytes = await reader.read(8);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const first = view.getUint32(0, little);
  const short = first >>> 16;
  return short
    ? { type: first & 0xffff, length: Math.min(short, 4), inTag: 4, rest: bytes.subarray(4, 4 + Math.min(short, 4)) }
    : { type: first, length: view.getUint32(4, little), inTag: 0, rest: bytes.subarray(8) };
}

/** A short element with its padding; names and sizes have no reason to be longer. */
async function readElement(reader: ByteReader, little: boolean): Promise<{ bytes: Uint8Array }> {
  const { length, inTag, rest } = await readTag(reader, little);
  if (inTag) return { bytes: rest.slice() };
  if (length > 4096)
    throw new Problem(
      'bad-file',
      `“${reader.entry.path}” is damaged: a variable in it has no sound header.`,
      'Download it again.',
    );
  return { bytes: (await reader.read(Math.ceil(length / 8) * 8)).slice(0, length) };
}

/** The first index runs fastest in MATLAB: with the sizes turned round the order is ours. */
function toNumericArray(
  entry: FileEntry,
  { name, sizes, type, stream, offset, littleEndian: little }: Variable,
): NumericArray {
  return {
    path: `${entry.path}/${name}`,
    entry,
    shape: [...sizes].reverse(),
    type,
    littleEndian: little,
    transposed: sizes.length > 2,
    async open(signal) {
      const reader = new ByteReader(stream, signal);
      await reader.skip(offset);
      return limited(reader, sizes.reduce((a, b) => a * b, 1) * byteWidth(type));
    },
  };
}

/** A reader that ends with the variable, though the stream may go on with padding. */
function limited(reader: ByteReader, length: number): ByteReader {
  const end = reader.position + length;
  reader.atEnd = async () => reader.position >= end;
  return reader;
}

/** Which of two axes counts samples, the labels say; without any, rows do, unless a column has the length of an image. */
async function toNumericArrays(entry: FileEntry, variables: readonly Variable[]): Promise<NumericArray[]> {
  const arrays = variables.map((one) => toNumericArray(entry, one));
  const counts = new Set<number>();
  for (const array of arrays) {
    const long = array.shape.filter((one) => one !== 1);
    if (long.length === 1 && array.shape.length === 2) {
      array.shape = [long[0]!, 1];
      counts.add(long[0]!);
    } else if (isLabelArray(array)) counts.add(array.shape[0]!);
  }
  return Promise.all(
    arrays.map((array) => {
      const [columns = 0, rows = 0] = array.shape;
      if (array.shape.length !== 2 || rows === 1 || isLabelArray(array)) return array;
      const byColumn = counts.size ? counts.has(columns) : !!squareImageShape(rows) && !squareImageShape(columns);
      return byColumn ? array : transposed(array);
    }),
  );
}

/** Rows and columns exchanged. */
function transposed(array: NumericArray): NumericArray {
  const [columns = 0, rows = 0] = array.shape;
  const width = byteWidth(array.type);
  checkDeclaredSize(array.path, rows, columns, width);
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

/** USPS as `usps_all.mat` has it: pixels × samples × digits, the digit 0 last. */
function classesInThirdAxis(entry: FileEntry, variable: Variable): ArrayPart[] | undefined {
  const [pixels = 0, samples = 0, classes = 0, ...more] = variable.sizes;
  if (more.length || classes < 2 || classes > 100 || !squareImageShape(pixels, 1)) return undefined;
  const each = pixels * samples * byteWidth(variable.type);
  return Array.from({ length: classes }, (_, label): ArrayPart => ({
    label,
    values: {
      ...toNumericArray(entry, { ...variable, sizes: [pixels, samples], offset: variable.offset + label * each }),
      path: `${entry.path}/${variable.name}`,
    },
  }));
}
