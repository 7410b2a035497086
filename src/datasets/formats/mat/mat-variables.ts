/** The variables of a MAT file: sizes, type, and where their values lie (MathWorks, "MAT-File Format", level 5). */
import { sampleSize } from '../../../protocol/dataset.ts';
import { Problem } from '../../../protocol/problem.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import { readRange, withFileErrors, truncatedProblem, type FileEntry } from '../../containers/file-entry.ts';
import { decodeElements, byteWidth, type ElementType } from '../../tables/element-types.ts';

const COMPRESSED = 15;
const MATRIX = 14;
/** Element types by their numbers in the file. */
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
const HEADER_BYTES = 128;
/** Names and sizes are never longer. */
const MAX_HEADER_ELEMENT = 4096;

export type ByteStream = Pick<FileEntry, 'path' | 'stream'>;

/** An array of numbers in the file. */
export interface MatVariable {
  name: string;
  /** As in MATLAB: the first index runs fastest. */
  sizes: number[];
  type: ElementType;
  stream: ByteStream;
  /** Of the first value in the stream, in bytes. */
  offset: number;
  littleEndian: boolean;
}

/** A variable that is no array of real numbers. */
export interface OtherVariable {
  name: string;
  /** For people. */
  kind: 'cell array' | 'structure' | 'text' | 'sparse array' | 'complex array' | 'object';
}

export interface MatContent {
  variables: MatVariable[];
  others: OtherVariable[];
}

/** By MATLAB's number of the class. */
const OTHER_KINDS: Record<number, OtherVariable['kind']> = {
  1: 'cell array',
  2: 'structure',
  3: 'object',
  4: 'text',
  5: 'sparse array',
};

const damagedVariable = (path: string): Problem =>
  new Problem('bad-file', `“${path}” is damaged: a variable in it has no sound header.`, 'Download it again.');

/**
 * The arrays of real numbers in the file, in its order; of cells, structures, texts and complex numbers the names.
 * @throws Problem `bad-file`
 */
export async function readVariables(entry: FileEntry, signal?: AbortSignal): Promise<MatContent> {
  const header = await readRange(entry, 0, HEADER_BYTES);
  const mark = String.fromCharCode(header[126] ?? 0, header[127] ?? 0);
  if (header.length < HEADER_BYTES || (mark !== 'IM' && mark !== 'MI')) throw truncatedProblem(entry.path);
  const littleEndian = mark === 'IM';
  const found: MatContent = { variables: [], others: [] };
  for (let at = HEADER_BYTES; at < entry.size;) {
    const tag = await readRange(entry, at, at + 8);
    if (tag.length < 8) throw truncatedProblem(entry.path);
    const view = new DataView(tag.buffer, tag.byteOffset);
    const type = view.getUint32(0, littleEndian);
    const length = view.getUint32(4, littleEndian);
    const end = at + 8 + length;
    if (end > entry.size) throw truncatedProblem(entry.path);
    const variable = await readVariable(entry, { type, from: at + 8, end, littleEndian }, signal);
    if (variable && 'kind' in variable) found.others.push(variable);
    else if (variable) found.variables.push(variable);
    at = type === COMPRESSED ? end : at + 8 + Math.ceil(length / 8) * 8;
  }
  return found;
}

interface DataElement {
  type: number;
  /** First byte after the tag, and the byte after the last. */
  from: number;
  end: number;
  littleEndian: boolean;
}

async function readVariable(
  entry: FileEntry,
  { type, from, end, littleEndian }: DataElement,
  signal?: AbortSignal,
): Promise<MatVariable | OtherVariable | undefined> {
  if (type !== MATRIX && type !== COMPRESSED) return undefined;
  const { path } = entry;
  const slice = (): ReadableStream<Uint8Array> => entry.blob!.slice(from, end).stream();
  const unpacked = (): ReadableStream<Uint8Array> =>
    type === MATRIX
      ? slice()
      : slice().pipeThrough(new DecompressionStream('deflate') as TransformStream<Uint8Array, Uint8Array>);
  const stream: ByteStream = { path, stream: () => withFileErrors(path, unpacked()) };
  const reader = new ByteReader(stream, signal);
  try {
    if (type === COMPRESSED) {
      const view = new DataView((await reader.read(8)).buffer);
      if (view.getUint32(0, littleEndian) !== MATRIX) return undefined;
    }
    return await readMatrix(reader, stream, littleEndian);
  } finally {
    await reader.close();
  }
}

/** Flags, sizes and name, up to the values. */
async function readMatrix(
  reader: ByteReader,
  stream: ByteStream,
  littleEndian: boolean,
): Promise<MatVariable | OtherVariable> {
  const flags = await readElement(reader, littleEndian);
  const sizes = await readElement(reader, littleEndian);
  const name = await readElement(reader, littleEndian);
  if (flags.length < 8 || sizes.length % 4) throw damagedVariable(stream.path);
  const word = new DataView(flags.buffer, flags.byteOffset).getUint32(0, littleEndian);
  const arrayClass = word & 255;
  const complex = word & 0x800;
  const text = new TextDecoder().decode(name);
  if (arrayClass < 6 || arrayClass > 15) return { name: text, kind: OTHER_KINDS[arrayClass] ?? 'object' };
  if (complex) return { name: text, kind: 'complex array' };
  const tag = await readTag(reader, littleEndian);
  const type = TYPES[tag.type];
  const dims = Array.from(decodeElements(sizes, 'i4', littleEndian));
  if (!type || dims.length < 2 || dims.some((one) => one < 0)) throw damagedVariable(stream.path);
  if (sampleSize(dims) * byteWidth(type) !== tag.length) throw damagedVariable(stream.path);
  return {
    name: text,
    sizes: dims,
    type,
    stream,
    offset: reader.position - tag.bytes.length,
    littleEndian,
  };
}

/** A tag of eight bytes; in a short element, the last four of them are its bytes. */
async function readTag(
  reader: ByteReader,
  littleEndian: boolean,
): Promise<{ type: number; length: number; bytes: Uint8Array }> {
  const tag = await reader.read(8);
  const view = new DataView(tag.buffer, tag.byteOffset);
  const first = view.getUint32(0, littleEndian);
  const shortLength = first >>> 16;
  return shortLength
    ? { type: first & 0xffff, length: Math.min(shortLength, 4), bytes: tag.subarray(4) }
    : { type: first, length: view.getUint32(4, littleEndian), bytes: tag.subarray(8) };
}

/** The bytes of a small element, read with its padding. */
async function readElement(reader: ByteReader, littleEndian: boolean): Promise<Uint8Array> {
  const { length, bytes } = await readTag(reader, littleEndian);
  if (bytes.length) return bytes.slice(0, length);
  if (length > MAX_HEADER_ELEMENT) throw damagedVariable(reader.entry.path);
  return (await reader.read(Math.ceil(length / 8) * 8)).slice(0, length);
}
