/**
 * Which axis of a MAT file's arrays counts samples. MATLAB's own files have it last (SVHN), or in rows beside a column of
 * labels; files saved from Python (scipy.io.savemat) have it first. The labels' number says which.
 */
import { sampleSize } from '../../../protocol/dataset.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import type { FileEntry } from '../../containers/file-entry.ts';
import { isLabelName } from '../../tables/array-names.ts';
import { rowMajor } from '../../tables/axis-order.ts';
import { byteWidth } from '../../tables/element-types.ts';
import type { NumericArray } from '../../tables/numeric-array.ts';
import { squareImageShape } from '../../tables/sample-layout.ts';
import type { MatVariable } from './mat-variables.ts';

/** With its sizes reversed, an array whose first index runs fastest is one whose last index runs fastest. */
export function toNumericArray(entry: FileEntry, variable: MatVariable): NumericArray {
  const { name, sizes, type, stream, offset, littleEndian } = variable;
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

const isVector = ({ sizes }: MatVariable): boolean => sizes.filter((one) => one !== 1).length <= 1;

/**
 * The variables as arrays with the samples on their first axis.
 * @throws Problem `bad-file`, `unsupported` where one is too large to be turned
 */
export function samplesFirst(entry: FileEntry, variables: readonly MatVariable[]): NumericArray[] {
  const counts = labelCounts(variables);
  return variables.map((variable) => {
    const array = toNumericArray(entry, variable);
    const { sizes } = variable;
    if (isVector(variable)) return { ...array, transposed: false, shape: [sampleSize(sizes), 1] };
    return isFirstAxis(sizes, counts) ? rowMajor({ ...array, shape: [...sizes] }) : array;
  });
}

/**
 * Numbers of samples, as the labels give them: the lengths of vectors, and of matrices that are named as labels the side that
 * an array of samples shares. Vectors with a label's name go before others.
 */
function labelCounts(variables: readonly MatVariable[]): Set<number> {
  const vectors = variables.filter(isVector);
  const named = vectors.filter(({ name }) => isLabelName(name));
  const lengths = (named.length ? named : vectors).map(({ sizes }) => sampleSize(sizes));
  if (lengths.length) return new Set(lengths);
  const oneHot = variables.filter(({ name, sizes }) => sizes.length === 2 && isLabelName(name));
  const samples = variables.filter((one) => !oneHot.includes(one));
  const shared = (side: number): boolean => samples.some(({ sizes }) => sizes[0] === side || sizes.at(-1) === side);
  return new Set(oneHot.flatMap(({ sizes }) => [...sizes].sort((a, b) => b - a).find(shared) ?? []));
}

/** Whether the first of MATLAB's axes counts samples, otherwise the last. */
function isFirstAxis(sizes: readonly number[], counts: ReadonlySet<number>): boolean {
  const [first = 0, ...others] = sizes;
  const last = others.at(-1) ?? 0;
  const unlike = counts.has(first) !== counts.has(last);
  if (unlike) return counts.has(first);
  // Rows are samples, unless only a column has the length of a square image.
  if (sizes.length === 2) return !(squareImageShape(first) && !squareImageShape(last)) && !counts.has(last);
  // Without labels: images are as high as wide.
  const [height, width] = others;
  return !counts.size && height === width && sizes[0] !== sizes[1];
}
