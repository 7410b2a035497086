/** Reads NPY files, alone or in an NPZ (numpy.lib.format, versions 1 to 3). */
import { Problem } from '../../../protocol/problem.ts';
import { sampleSize } from '../../../protocol/dataset.ts';
import { baseName, readStart, truncatedProblem, type FileEntry } from '../../containers/file-entry.ts';
import { plural } from '../../plural.ts';
import { commonFolder, stem } from '../../sources/path-names.ts';
import { FindingsList } from '../../sources/findings.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { isLabelArray, assignRoles } from '../../tables/array-roles.ts';
import { openArrays, type ArrayPart } from '../../tables/array-source.ts';
import { byteWidth, type ElementType } from '../../tables/element-types.ts';
import { arrayInFile, checkArraySize, type NumericArray } from '../../tables/numeric-array.ts';

const MAX_HEADER = 2 ** 16;
const TYPES: readonly ElementType[] = ['b1', 'u1', 'u2', 'u4', 'u8', 'i1', 'i2', 'i4', 'i8', 'f2', 'f4', 'f8'];

/**
 * Reads the header and checks it against the file's length.
 * @throws Problem `bad-file`, `unsupported`
 */
async function readHeader(entry: FileEntry): Promise<NumericArray> {
  const { path } = entry;
  const start = await readStart(entry, 12 + MAX_HEADER);
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  if (start.length < 12) throw truncatedProblem(path);
  const wide = start[6]! >= 2;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const offset = (wide ? 12 : 10) + length;
  if (length > MAX_HEADER) throw new Problem('bad-file', `“${path}” has no sound NPY header.`, 'Save it again.');
  if (start.length < offset) throw truncatedProblem(path);
  const text = new TextDecoder('latin1').decode(start.subarray(wide ? 12 : 10, offset));
  const [, order = '', kind = ''] = /'descr':\s*'([<>|=]?)([A-Za-z]\d*)'/.exec(text) ?? [];
  const shape = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  const fortran = /'fortran_order':\s*True/.test(text);
  const type = TYPES.find((one) => one === kind);
  if (/^O/.test(kind))
    throw new Problem('unsupported', `“${path}” holds pickled Python objects.`, 'Save an array of numbers.');
  if (!type)
    throw new Problem(
      'unsupported',
      `“${path}” has values of a type (${kind || 'compound'}) that cannot be read here.`,
      'Save an array of numbers.',
    );
  if (fortran && shape.length > 1)
    throw new Problem('unsupported', `“${path}” is saved in Fortran order.`, 'Save numpy.ascontiguousarray of it.');

  checkArraySize({ path, shape, type });
  const size = offset + sampleSize(shape) * byteWidth(type);
  if (entry.sizeKnown && entry.size !== size)
    throw new Problem(
      'bad-file',
      `“${path}” is ${entry.size < size ? 'truncated' : 'damaged'}: its header promises ${shape.join(' × ')} values, but ${plural(entry.size - offset, 'byte')} follow.`,
      'Save or download it again.',
    );
  return arrayInFile({ entry, shape: shape.length ? shape : [1], type, littleEndian: order !== '>', offset });
}

/** @throws Problem `bad-file`, `unsupported` */
export async function openNpy(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const arrays: NumericArray[] = [];
  for (const entry of entries) arrays.push(await readHeader(entry));
  const findings = new FindingsList();
  const inZip = entries.every((entry) => entry.archive);
  const base = {
    format: inZip ? 'NPZ' : 'NPY',
    name: inZip ? stem(entries[0]!.archive!) : commonFolder(entries.map(({ path }) => path)) || stem(entries[0]!.path),
  };
  const classes = onePerClass(arrays);
  if (classes) {
    findings.warn('file-per-class', 'No labels among the files: each file is taken as a class.');
    const train = arrays.map((values, label): ArrayPart => ({ values, label }));
    return openArrays({ ...base, train, test: [], classes, findings }, opening);
  }
  return openArrays({ ...base, ...assignRoles(arrays, findings), findings }, opening);
}

/**
 * The class of each file where every file holds one class, as in Quick, Draw!: several arrays with samples of the same
 * shape, without labels, and without names of parts.
 */
function onePerClass(arrays: readonly NumericArray[]): string[] | undefined {
  const rows = arrays.map(({ shape }) => shape.slice(1).join());
  const alike = arrays.length > 1 && !arrays.some(isLabelArray) && new Set(rows).size === 1;
  if (!alike || arrays.some(({ path }) => /train|test|val|arr_\d/i.test(baseName(path)))) return undefined;
  return arrays.map(({ path }) => stem(path).replace(/^full_numpy_bitmap_/, ''));
}
