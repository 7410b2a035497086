/** The products on WebGPU, against plain loops in double precision: convolutions, both their gradients, matrices. */
import { plainProduct } from '../support/plain-product.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';

interface Shapes {
  n: number;
  side: [number, number];
  from: number;
  to: number;
  filter: [number, number];
  stride: number;
  pad: 'same' | 'valid' | number;
}

const valuesOf = (count: number, salt: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.fround(Math.sin(12.9898 * (i + 1) + salt)));

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Size of the output and padding before the first value, along one side. */
function along({ stride, pad }: Shapes, side: number, filter: number): [number, number] {
  if (pad !== 'same') {
    const before = pad === 'valid' ? 0 : pad;
    return [Math.floor((side + 2 * before - filter) / stride) + 1, before];
  }
  const out = Math.ceil(side / stride);
  return [out, Math.floor(Math.max(0, (out - 1) * stride + filter - side) / 2)];
}

/** The definition: one loop for each index. */
function byDefinition(s: Shapes) {
  const [outHeight, top] = along(s, s.side[0], s.filter[0]);
  const [outWidth, left] = along(s, s.side[1], s.filter[1]);
  const shapes = {
    x: [s.n, ...s.side, s.from] as [number, number, number, number],
    filter: [...s.filter, s.from, s.to] as [number, number, number, number],
    dy: [s.n, outHeight, outWidth, s.to] as [number, number, number, number],
  };
  const [x, filter, dy] = [shapes.x, shapes.filter, shapes.dy].map((shape, i) => valuesOf(sizeOf(shape), i + 1)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [y, dx, dFilter] = [dy, x, filter].map((values) => new Float64Array(values.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let n = 0; n < s.n; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let fy = 0; fy < s.filter[0]; fy++)
          for (let fx = 0; fx < s.filter[1]; fx++) {
            const row = oy * s.stride + fy - top;
            const column = ox * s.stride + fx - left;
            if (row < 0 || row >= s.side[0] || column < 0 || column >= s.side[1]) continue;
            for (let i = 0; i < s.from; i++)
              for (let o = 0; o < s.to; o++) {
                const xAt = ((n * s.side[0] + row) * s.side[1] + column) * s.from + i;
                const fAt = ((fy * s.filter[1] + fx) * s.from + i) * s.to + o;
                const yAt = ((n * outHeight + oy) * outWidth + ox) * s.to + o;
                y[yAt]! += x[xAt]! * filter[fAt]!;
                dx[xAt]! += dy[yAt]! * filter[fAt]!;
                dFilter[fAt]! += dy[yAt]! * x[xAt]!;
              }
          }
  return { shapes, x, filter, dy, y, dx, dFilter };
}

/** The greatest difference as a share of the greatest value. */
async function gap(result: tf.TensorInfo, right: Float64Array): Promise<number> {
  const values = await (result as tf.Tensor).data<'float32'>();
  (result as tf.Tensor).dispose();
  expect(values).toHaveLength(right.length);
  const scale = right.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  return values.reduce((most, value, i) => Math.max(most, Math.abs(value - right[i]!) / scale), 0);
}

const kernel = (name: string, inputs: Record<string, tf.Tensor>, attrs: object): tf.TensorInfo =>
  tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.TensorInfo;

describe('products on WebGPU', { timeout: 300_000 }, () => {
  beforeAll(() => chooseBackend('webgpu'));
  afterAll(() => chooseBackend('wasm'));

  const cases: [string, Shapes][] = [
    ['odd sizes', { n: 2, side: [5, 7], from: 3, to: 5, filter: [3, 2], stride: 1, pad: 'same' }],
    ['a stride beyond the filter', { n: 2, side: [6, 5], from: 4, to: 1, filter: [1, 1], stride: 2, pad: 'valid' }],
    ['fours, stride 2', { n: 3, side: [7, 8], from: 8, to: 36, filter: [4, 4], stride: 2, pad: 1 }],
    ['several tiles', { n: 2, side: [10, 9], from: 20, to: 70, filter: [3, 3], stride: 2, pad: 'same' }],
  ];
  test.each(cases)('a convolution and its gradients agree with the definition: %s', async (_, s) => {
    const right = byDefinition(s);
    const x = tf.tensor4d(right.x, right.shapes.x);
    const filter = tf.tensor4d(right.filter, right.shapes.filter);
    const dy = tf.tensor4d(right.dy, right.shapes.dy);
    const how = { strides: s.stride, pad: s.pad, dataFormat: 'NHWC', dilations: 1 };
    expect(await gap(kernel('Conv2D', { x, filter }, how), right.y)).toBeLessThan(1e-4);
    const dx = kernel('Conv2DBackpropInput', { dy, filter }, { ...how, inputShape: x.shape });
    expect(await gap(dx, right.dx)).toBeLessThan(1e-4);
    const dFilter = kernel('Conv2DBackpropFilter', { x, dy }, { ...how, filterShape: filter.shape });
    expect(await gap(dFilter, right.dFilter)).toBeLessThan(1e-4);
    tf.dispose([x, filter, dy]);
  });

  test.each([
    ['relu', 0],
    ['leakyrelu', 0.2],
  ])('bias and %s come with the convolution', async (activation, slope) => {
    const right = byDefinition({ n: 2, side: [5, 5], from: 4, to: 8, filter: [3, 3], stride: 1, pad: 'same' });
    const bias = valuesOf(8, 5);
    const expected = right.y.map((value, i) => {
      const sum = value + bias[i % 8]!;
      return sum > 0 ? sum : slope * sum;
    });
    const inputs = {
      x: tf.tensor4d(right.x, right.shapes.x),
      filter: tf.tensor4d(right.filter, right.shapes.filter),
      bias: tf.tensor1d(bias),
    };
    const how = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1, activation, leakyreluAlpha: slope };
    expect(await gap(kernel('FusedConv2D', inputs, how), expected)).toBeLessThan(1e-4);
    tf.dispose(inputs);
  });

  const matrices: [number, number, number, boolean, boolean][] = [
    [13, 9, 40, true, true],
    [12, 1100, 8, false, false],
    [40, 16, 44, true, false],
    [12, 16, 132, false, true],
  ];
  test.each(matrices)('%i × %i times %i, turned %s, %s', async (rows, inner, columns, turnA, turnB) => {
    const [a, b] = [valuesOf(rows * inner, 1), valuesOf(inner * columns, 2)];
    const right = plainProduct({ a, b, turnA, turnB, rows, inner, columns });
    const left = tf.tensor2d(a, turnA ? [inner, rows] : [rows, inner]);
    const other = tf.tensor2d(b, turnB ? [columns, inner] : [inner, columns]);
    const [first, again] = [tf.matMul(left, other, turnA, turnB), tf.matMul(left, other, turnA, turnB)];
    expect(await again.data()).toEqual(await first.data()); // long sums in parts too: the same bits
    expect(await gap(first, right)).toBeLessThan(1e-4);
    tf.dispose([left, other, again]);
  });
});
