/** MATLAB's MAT files, version 5 to 7: arrays of numbers, packed or not (MathWorks, "MAT-File Format", level 5). */
import { Problem } from '../../../protocol/problem.ts';
import { openArrays, type ArrayPart, type NumericArray } from '../../tables/numeric-arrays.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import { elements, widthOf, type ElementType } from '../../tables/element-types.ts';
import { bytesOf, guarded, truncated, type Entry } from '../../containers/file-entry.ts';
import { squareOf } from '../../tables/sample-layout.ts';
import { commonFolder, stem } from '../path-names.ts';
import { isLabels, partsOf } from '../../tables/array-roles.ts';
import { checkClaims, type Opening, type Source } from '../sample-source.ts';

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
const MOST_TURNED = 512 * 2 ** 20;

type Stream = Pick<Entry, 'path' | 'stream'>;

/** A variable of the file: its sizes as MATLAB says them, and where its values lie in which stream. */
interface Variable {
  name: string;
  sizes: number[];
  type: ElementType;
  stream: Stream;
  offset: number;
  little: boolean;
}

/** @throws Problem `bad-file`, `unsupported` */
export async function openMat(entries: readonly Entry[], opening: Opening): Promise<Source> {
  const arrays: NumericArray[] = [];
  const byClass: ArrayPart[] = [];
  for (const entry of entries) {
    const variables = await variablesOf(entry, opening.signal);
    const single = variables.length === 1 ? classesInThirdAxis(entry, variables[0]!) : undefined;
    if (single) byClass.push(...single);
    else arrays.push(...(await arraysOf(entry, variables)));
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
  const parts = partsOf(arrays, warnings);
  // SVHN gives the digit 0 the label 10.
  const svhn = parts.train[0]!.values.shape.slice(1).join() === '3,32,32';
  return openArrays(
    { ...base, ...parts, warnings, ...(svhn ? { relabel: (one) => (one === 10 ? 0 : one) } : {}) },
    opening,
  );
}

async function variablesOf(entry: Entry, signal?: AbortSignal): Promise<Variable[]> {
  const start = await bytesOf(entry, 0, 128);
  const mark = String.fromCharCode(start[126] ?? 0, start[127] ?? 0);
  if (start.length < 128 || (mark !== 'IM' && mark !== 'MI')) throw truncated(entry.path);
  const little = mark === 'IM';
  const found: Variable[] = [];
  for (let at = 128; at < entry.size;) {
    const tag = await bytesOf(entry, at, at + 8);
    if (tag.length < 8) throw truncated(entry.path);
    const view = new DataView(tag.buffer, tag.byteOffset);
    const type = view.getUint32(0, little);
    const length = view.getUint32(4, little);
    const end = at + 8 + length;
    if (end > entry.size) throw truncated(entry.path);
    const variable = await variableAt(entry, { type, from: at + 8, end, little }, signal);
    if (variable) found.push(variable);
    at = type === COMPRESSED ? end : at + 8 + Math.ceil(length / 8) * 8;
  }
  return found;
}

async function variableAt(
  entry: Entry,
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
  const stream: Stream = { path, stream: () => guarded(path, unpacked()) };
  const reader = new ByteReader(stream, signal);
  try {
    if (type === COMPRESSED) {
      const view = new DataView((await reader.read(8)).buffer);
      if (view.getUint32(0, little) !== MATRIX) return undefined;
    }
    return await matrix(reader, stream, little);
  } finally {
    await reader.close();
  }
}

/** Flags, sizes and name; then stands before the values. Cells, structures, texts and complex numbers are passed over. */
async function matrix(reader: ByteReader, stream: Stream, little: boolean): Promise<Variable | undefined> {
  const damaged = (): Problem =>
    new Problem('bad-file', `“${stream.path}” is damaged: a variable in it has no sound header.`, 'Download it again.');
  const flags = await part(reader, little);
  const sizes = await part(reader, little);
  const name = await part(reader, little);
  if (flags.bytes.length < 8 || sizes.bytes.length % 4) throw damaged();
  const word = new DataView(flags.bytes.buffer, flags.bytes.byteOffset).getUint32(0, little);
  const kind = word & 255;
  if (kind < 6 || kind > 15 || word & 0x800) return undefined;
  const tag = await tagOf(reader, little);
  const type = TYPES[tag.type];
  const dims = Array.from(elements(sizes.bytes, 'i4', little));
  if (!type || dims.length < 2 || dims.some((one) => one < 0)) throw damaged();
  const values = dims.reduce((a, b) => a * b, 1);
  if (values * widthOf(type) !== tag.length) throw damaged();
  return {
    name: new TextDecoder().decode(name.bytes),
    sizes: dims,
    type,
    stream,
    offset: reader.position - tag.inTag,
    little,
  };
}

/** A tag of eight bytes; of a short element the values are in it. */
async function tagOf(
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
async function part(reader: ByteReader, little: boolean): Promise<{ bytes: Uint8Array }> {
  const { length, inTag, rest } = await tagOf(reader, little);
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
function arrayOf(entry: Entry, { name, sizes, type, stream, offset, little }: Variable): NumericArray {
  return {
    path: `${entry.path}/${name}`,
    entry,
    shape: [...sizes].reverse(),
    type,
    little,
    sideways: sizes.length > 2,
    async open(signal) {
      const reader = new ByteReader(stream, signal);
      await reader.skip(offset);
      return bounded(reader, sizes.reduce((a, b) => a * b, 1) * widthOf(type));
    },
  };
}

/** A reader that ends with the variable, though the stream may go on with padding. */
function bounded(reader: ByteReader, length: number): ByteReader {
  const end = reader.position + length;
  reader.atEnd = async () => reader.position >= end;
  return reader;
}

/** Which of two axes counts samples, the labels say; without any, rows do, unless a column has the length of an image. */
async function arraysOf(entry: Entry, variables: readonly Variable[]): Promise<NumericArray[]> {
  const arrays = variables.map((one) => arrayOf(entry, one));
  const counts = new Set<number>();
  for (const array of arrays) {
    const long = array.shape.filter((one) => one !== 1);
    if (long.length === 1 && array.shape.length === 2) {
      array.shape = [long[0]!, 1];
      counts.add(long[0]!);
    } else if (isLabels(array)) counts.add(array.shape[0]!);
  }
  return Promise.all(
    arrays.map((array) => {
      const [columns = 0, rows = 0] = array.shape;
      if (array.shape.length !== 2 || rows === 1 || isLabels(array)) return array;
      const byColumn = counts.size ? counts.has(columns) : !!squareOf(rows) && !squareOf(columns);
      return byColumn ? array : turned(array);
    }),
  );
}

/** Rows and columns exchanged. */
function turned(array: NumericArray): NumericArray {
  const [columns = 0, rows = 0] = array.shape;
  const width = widthOf(array.type);
  checkClaims(array.path, rows, columns, width);
  if (rows * columns * width > MOST_TURNED)
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
function classesInThirdAxis(entry: Entry, variable: Variable): ArrayPart[] | undefined {
  const [pixels = 0, samples = 0, classes = 0, ...more] = variable.sizes;
  if (more.length || classes < 2 || classes > 100 || !squareOf(pixels, 1)) return undefined;
  const each = pixels * samples * widthOf(variable.type);
  return Array.from({ length: classes }, (_, label): ArrayPart => ({
    label,
    values: {
      ...arrayOf(entry, { ...variable, sizes: [pixels, samples], offset: variable.offset + label * each }),
      path: `${entry.path}/${variable.name}`,
    },
  }));
}
