/** Which axes of an array are samples, rows, columns and channels, and how its values become stored samples. */
import { sampleSize, type SampleArray } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import { MAX_FLOAT } from './element-types.ts';
import type { ReadOptions } from '../sources/sample-source.ts';
import { readBlocks, sampleCount, valuesPerSample, type NumericArray } from './numeric-array.ts';
import {
  emptyRange,
  pixelOrder,
  pixelScaling,
  rowLayout,
  type PixelScaling,
  type SampleLayout,
  type ValueRange,
} from './sample-layout.ts';

export interface ArrayLayout extends SampleLayout {
  scaling: PixelScaling;
}

/** Rows of the array looked at to tell how colours are stored. */
const LAYOUT_ROWS = 100;
const UNSCALED: PixelScaling = { factor: 1, offset: 0 };

/**
 * The layout of arrays that are the parts of one data set, by the first one's shape and the range of all values.
 * @throws Problem `bad-file`, `unfit`, `unsupported`
 */
export async function arrayLayout(arrays: readonly NumericArray[], opening: ReadOptions): Promise<ArrayLayout> {
  const first = arrays[0]!;
  if (first.shape.length === 2) {
    const range = await scanRange(arrays, opening);
    const layout = await flatLayout(first, range, opening);
    return { ...layout, scaling: layout.kind === 'image' ? pixelScaling(range) : UNSCALED };
  }
  const layout = imageLayout(first);
  // Bytes in the shape of images are pixels from 0 to 255, whatever their range.
  const bytes = arrays.every(({ type }) => type === 'u1');
  return { ...layout, scaling: bytes ? UNSCALED : pixelScaling(await scanRange(arrays, opening)) };
}

/** @throws Problem `bad-file` at a value that is not a finite number */
async function scanRange(arrays: readonly NumericArray[], opening: ReadOptions): Promise<ValueRange> {
  const range = emptyRange();
  for (const array of arrays)
    for await (const block of readBlocks(array, opening))
      for (let i = 0; i < block.length; i++) {
        const value = block[i]!;
        if (!Number.isFinite(value))
          throw new Problem('bad-file', `“${array.path}” holds a value that is no finite number (${value}).`);
        if (Math.abs(value) > MAX_FLOAT)
          throw new Problem(
            'bad-file',
            `“${array.path}” holds ${value}, which is too large: numbers are stored with 32 bits, up to 3.4e38.`,
            'Rescale its values, or leave the sample out.',
          );
        if (value < range.min) range.min = value;
        if (value > range.max) range.max = value;
        if (range.integers && !Number.isInteger(value)) range.integers = false;
      }
  return range;
}

/** Two axes: rows of numbers, read as chosen or as guessed from some of them. */
async function flatLayout(array: NumericArray, range: ValueRange, { choices, signal }: ReadOptions) {
  const count = Math.min(LAYOUT_ROWS, sampleCount(array));
  for await (const values of readBlocks(array, { count, signal })) {
    const layout = rowLayout({ path: array.path, columns: valuesPerSample(array), range, choices, values });
    const [height = 0, width = 0, channels = 1] = layout.shape;
    if (layout.kind === 'image' && array.transposed) layout.order = pixelOrder([height, width, channels], true, true);
    return layout;
  }
  throw new Problem('bad-file', `“${array.path}” is empty.`);
}

/** Three axes: grey images. Four: the last or the first axis of a sample has one or three channels. */
function imageLayout(array: NumericArray): SampleLayout {
  const [, a = 0, b = 0, c, ...more] = array.shape;
  const transposed = array.transposed ?? false;
  const image = (axes: [height: number, width: number, channels: number], planar: boolean): SampleLayout => {
    const [height, width, channels] = axes;
    const shape: [number, number, number] = transposed ? [width, height, channels] : axes;
    return { kind: 'image', shape, order: pixelOrder(shape, planar, transposed) };
  };
  if (a && b && !more.length) {
    if (c === undefined) return image([a, b, 1], false);
    if (c === 1 || c === 3) return image([a, b, c], false);
    if (a === 1 || a === 3) return image([b, c, a], true);
  }
  throw new Problem(
    'unsupported',
    `“${array.path}” has the shape ${array.shape.join(' × ')}, which are neither rows of numbers nor images of one or three channels.`,
    'Save samples × height × width × channels.',
  );
}

/** Values in the file's order to values as stored: bytes `[height, width, channels]` for images, floats otherwise. */
export function sampleEncoder({
  kind,
  shape,
  order,
  scaling,
}: ArrayLayout): (values: ArrayLike<number>) => SampleArray {
  if (kind !== 'image') return (values) => Float32Array.from(values);
  const stride = sampleSize(shape);
  const unscaled = scaling.factor === 1 && scaling.offset === 0;
  return (values) => {
    if (unscaled && !order && values instanceof Uint8Array) return values;
    const out = new Uint8Array(values.length);
    for (let from = 0; from < values.length; from += stride)
      for (let i = 0; i < stride; i++) {
        const value = values[from + (order ? order[i]! : i)]!;
        out[from + i] = unscaled ? value : Math.round(value * scaling.factor + scaling.offset);
      }
    return out;
  };
}
