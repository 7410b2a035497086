/** Arrays in memory in another order of their axes: from column-major (Fortran, MATLAB) to row-major order. */
import { sampleSize } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import { ByteReader } from '../containers/byte-reader.ts';
import { byteWidth } from './element-types.ts';
import { checkArraySize, type NumericArray } from './numeric-array.ts';

/** Larger arrays are refused. */
const MAX_REORDERED_BYTES = 512 * 2 ** 20;

/**
 * The same array with its last axis running fastest.
 * @param array whose first axis runs fastest in the file, with its axes in their proper order
 * @throws Problem `bad-file`, `unsupported` where it is too large to be held in memory
 */
export function rowMajor(array: NumericArray): NumericArray {
  const { shape, path } = array;
  const width = byteWidth(array.type);
  checkArraySize(array);
  const length = sampleSize(shape) * width;
  if (length > MAX_REORDERED_BYTES)
    throw new Problem(
      'unsupported',
      `“${path}” is too large to be turned from column-major (Fortran) order.`,
      'Save it in row-major order: numpy.ascontiguousarray, or its transpose.',
    );
  return {
    ...array,
    transposed: false,
    async open(signal) {
      const reader = await array.open(signal);
      const bytes = await reader.read(length);
      const rest = !(await reader.atEnd());
      await reader.close();
      const out = reordered(bytes, shape, width);
      const blob = new Blob(rest ? [out, new Uint8Array(1)] : [out]);
      return new ByteReader({ path, stream: () => blob.stream() }, signal);
    },
  };
}

/** Elements of `width` bytes from column-major to row-major order. */
function reordered(bytes: Uint8Array, shape: readonly number[], width: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length);
  // The distance of two neighbours along each axis in the result, in elements.
  const strides = shape.map((_, axis) => sampleSize(shape.slice(axis + 1)));
  const place = new Array<number>(shape.length).fill(0);
  let to = 0;
  for (let from = 0; from < bytes.length; from += width) {
    for (let i = 0; i < width; i++) out[to * width + i] = bytes[from + i]!;
    for (let axis = 0; axis < shape.length; axis++) {
      to += strides[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      to -= strides[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return out;
}
