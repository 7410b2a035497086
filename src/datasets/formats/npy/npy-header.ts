/** The header of an NPY file (numpy.lib.format, versions 1 to 3), and the array that it describes. */
import { sampleSize } from '../../../protocol/dataset.ts';
import { Problem } from '../../../protocol/problem.ts';
import { readAll, readStart, truncatedProblem, type FileEntry } from '../../containers/file-entry.ts';
import { plural } from '../../plural.ts';
import { rowMajor } from '../../tables/axis-order.ts';
import { byteWidth, type ElementType } from '../../tables/element-types.ts';
import { arrayInFile, checkArraySize, type NumericArray } from '../../tables/numeric-array.ts';

const MAX_HEADER = 2 ** 16;
const TYPES: readonly ElementType[] = ['b1', 'u1', 'u2', 'u4', 'u8', 'i1', 'i2', 'i4', 'i8', 'f2', 'f4', 'f8'];
/** Arrays of words are held in memory. */
const MAX_TEXT_BYTES = 256 * 2 ** 20;

interface Header {
  entry: FileEntry;
  /** First byte of the values. */
  offset: number;
  shape: number[];
  littleEndian: boolean;
  fortran: boolean;
  /** As NumPy writes it, without the byte order: "f8", "U7", "O". */
  kind: string;
}

/**
 * The array in a file, as numbers or as words, in row-major order. Its header is checked against the file's length.
 * @throws Problem `bad-file`, `unsupported`
 */
export async function readArray(entry: FileEntry): Promise<NumericArray> {
  const header = await readHeader(entry);
  const { kind, shape, offset, littleEndian, fortran } = header;
  const { path } = entry;
  if (/^[US]\d+$/.test(kind)) return readTexts(header);
  const type = TYPES.find((one) => one === kind);
  if (/^O/.test(kind))
    throw new Problem('unsupported', `“${path}” holds pickled Python objects.`, 'Save an array of numbers.');
  if (!type)
    throw new Problem(
      'unsupported',
      `“${path}” has values of a type (${kind || 'compound'}) that cannot be read here.`,
      'Save an array of numbers.',
    );
  checkArraySize({ path, shape, type });
  checkLength(header, byteWidth(type));
  const array = arrayInFile({ entry, shape: shape.length ? shape : [1], type, littleEndian, offset });
  return fortran && shape.length > 1 ? rowMajor(array) : array;
}

const unsound = (path: string): Problem =>
  new Problem('bad-file', `“${path}” has no sound NPY header.`, 'Save it again.');

async function readHeader(entry: FileEntry): Promise<Header> {
  const { path } = entry;
  const start = await readStart(entry, 12 + MAX_HEADER);
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  if (start.length < 12) throw truncatedProblem(path);
  const wide = start[6]! >= 2;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const offset = (wide ? 12 : 10) + length;
  if (length > MAX_HEADER) throw unsound(path);
  if (start.length < offset) throw truncatedProblem(path);
  const text = new TextDecoder('latin1').decode(start.subarray(wide ? 12 : 10, offset));
  const [, order = '', kind = ''] = /'descr':\s*'([<>|=]?)([A-Za-z]\d*)'/.exec(text) ?? [];
  const fortran = /'fortran_order':\s*(True|False)\b/.exec(text)?.[1];
  if (!fortran) throw unsound(path);
  const shape = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  return { entry, offset, shape, kind, littleEndian: order !== '>', fortran: fortran === 'True' };
}

/** @throws Problem `bad-file` where the file is shorter or longer than the header says */
function checkLength({ entry, offset, shape }: Header, width: number): void {
  const size = offset + sampleSize(shape) * width;
  if (!entry.sizeKnown || entry.size === size) return;
  throw new Problem(
    'bad-file',
    `“${entry.path}” is ${entry.size < size ? 'truncated' : 'damaged'}: its header promises ${shape.join(' × ')} values, but ${plural(entry.size - offset, 'byte')} follow.`,
    'Save or download it again.',
  );
}

/** Words of one length each (`<U7`: UTF-32, `|S7`: bytes), zeros behind. */
async function readTexts(header: Header): Promise<NumericArray> {
  const { entry, kind, shape, offset, littleEndian } = header;
  const wide = kind.startsWith('U');
  const letters = Number(kind.slice(1));
  const width = letters * (wide ? 4 : 1);
  const count = sampleSize(shape);
  if (count * width > MAX_TEXT_BYTES)
    throw new Problem(
      'unsupported',
      `“${entry.path}” holds more words than fit into memory.`,
      'Save numbers as labels.',
    );
  checkLength(header, width);
  const bytes = (await readAll(entry, offset + MAX_TEXT_BYTES)).subarray(offset);
  if (bytes.length < count * width) throw truncatedProblem(entry.path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const utf8 = new TextDecoder();
  const wordAt = (i: number): string => {
    if (!wide) return utf8.decode(bytes.subarray(i * width, (i + 1) * width)).replace(/\0+$/, '');
    const codes = Array.from({ length: letters }, (_, k) => view.getUint32(i * width + k * 4, littleEndian));
    if (codes.some((code) => code > 0x10ffff))
      throw new Problem('bad-file', `“${entry.path}” holds words that are no text.`, 'Save it again.');
    return String.fromCodePoint(...codes).replace(/\0+$/, '');
  };
  const words = Array.from({ length: count }, (_, i) => wordAt(i));
  const array = arrayInFile({ entry, shape: shape.length ? shape : [1], type: 'u1', littleEndian, offset });
  return { ...array, words };
}
