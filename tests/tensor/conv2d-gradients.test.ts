import fc from 'fast-check';
import { plainProduct } from '../support/plain-product.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';

beforeAll(() => chooseBackend('wasm'));

interface Shapes {
  n: number;
  height: number;
  width: number;
  from: number;
  to: number;
  filterHeight: number;
  filterWidth: number;
  stride: number;
  pad: 'same' | 'valid';
}

const shapes: fc.Arbitrary<Shapes> = fc
  .record({
    n: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    from: fc.integer({ min: 1, max: 5 }),
    to: fc.integer({ min: 1, max: 5 }),
    filterHeight: fc.integer({ min: 1, max: 5 }),
    filterWidth: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 2 }),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .filter((s) => s.pad === 'same' || (s.filterHeight <= s.height && s.filterWidth <= s.width));

const valuesOf = (count: number, salt: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.fround(Math.sin(12.9898 * (i + 1) + salt)));

/** The definition: one loop for each index, in double precision. */
function byDefinition(s: Shapes, x: Float32Array, filter: Float32Array, dy: Float32Array) {
  const out = (side: number, size: number) =>
    s.pad === 'same' ? Math.ceil(side / s.stride) : Math.floor((side - size) / s.stride) + 1;
  const before = (side: number, size: number) =>
    s.pad === 'same' ? Math.floor(Math.max(0, (out(side, size) - 1) * s.stride + size - side) / 2) : 0;
  const [outHeight, outWidth] = [out(s.height, s.filterHeight), out(s.width, s.filterWidth)];
  const [top, left] = [before(s.height, s.filterHeight), before(s.width, s.filterWidth)];
  const dx = new Float64Array(x.length);
  const dFilter = new Float64Array(filter.length);
  for (let n = 0; n < s.n; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let fy = 0; fy < s.filterHeight; fy++)
          for (let fx = 0; fx < s.filterWidth; fx++) {
            const y = oy * s.stride + fy - top;
            const column = ox * s.stride + fx - left;
            if (y < 0 || y >= s.height || column < 0 || column >= s.width) continue;
            for (let i = 0; i < s.from; i++)
              for (let o = 0; o < s.to; o++) {
                const xAt = ((n * s.height + y) * s.width + column) * s.from + i;
                const fAt = ((fy * s.filterWidth + fx) * s.from + i) * s.to + o;
                const yAt = ((n * outHeight + oy) * outWidth + ox) * s.to + o;
                dx[xAt]! += dy[yAt]! * filter[fAt]!;
                dFilter[fAt]! += dy[yAt]! * x[xAt]!;
              }
          }
  return { dx, dFilter, outShape: [s.n, outHeight, outWidth, s.to] as [number, number, number, number] };
}

const greatestGap = (a: Float32Array, b: Float64Array): number => {
  expect(a.length).toBe(b.length);
  return a.reduce((gap, value, i) => Math.max(gap, Math.abs(value - b[i]!)), 0);
};

describe('the gradients of a convolution on WASM', () => {
  test('agree with the definition for any size, stride, padding and number of channels', () => {
    fc.assert(
      fc.property(shapes, (s) => {
        const x = valuesOf(s.n * s.height * s.width * s.from, 1);
        const filter = valuesOf(s.filterHeight * s.filterWidth * s.from * s.to, 2);
        const empty = byDefinition(s, x, filter, new Float32Array(s.n * 81 * s.to));
        const dy = valuesOf(
          empty.outShape.reduce((a, b) => a * b, 1),
          3,
        );
        const right = byDefinition(s, x, filter, dy);
        tf.tidy(() => {
          const [dx, dFilter] = tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, s.stride, s.pad))(
            [
              tf.tensor4d(x, [s.n, s.height, s.width, s.from]),
              tf.tensor4d(filter, [s.filterHeight, s.filterWidth, s.from, s.to]),
            ],
            tf.tensor4d(dy, right.outShape),
          );
          expect(greatestGap(dx!.dataSync<'float32'>(), right.dx)).toBeLessThan(1e-4);
          expect(greatestGap(dFilter!.dataSync<'float32'>(), right.dFilter)).toBeLessThan(2e-4);
        });
      }),
      { numRuns: 150, seed: 7 },
    );
    expect(tf.memory().numTensors).toBe(0);
  });

  test('leak no memory on the heap', () => {
    const step = () =>
      tf.tidy(() => {
        const x = tf.tensor4d(valuesOf(4 * 28 * 28 * 3, 1), [4, 28, 28, 3]);
        const filter = tf.tensor4d(valuesOf(5 * 5 * 3 * 8, 2), [5, 5, 3, 8]);
        tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same'))([x, filter]);
        tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'valid'))([x, filter]);
      });
    const held = () => (tf.engine().backend as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
    for (let i = 0; i < 5; i++) step();
    const before = held();
    for (let i = 0; i < 40; i++) step();
    expect(held()).toBe(before);
    expect(tf.engine().backend.numDataIds()).toBe(0);
  });
});

describe('products with transposed factors on WASM', () => {
  test('agree with the definition', () => {
    const side = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(side, side, side, fc.boolean(), fc.boolean(), (rows, inner, columns, turnA, turnB) => {
        const a = valuesOf(rows * inner, 1);
        const b = valuesOf(inner * columns, 2);
        const product = tf.tidy(() =>
          tf
            .matMul(
              tf.tensor2d(a, turnA ? [inner, rows] : [rows, inner]),
              tf.tensor2d(b, turnB ? [columns, inner] : [inner, columns]),
              turnA,
              turnB,
            )
            .dataSync<'float32'>(),
        );
        const right = plainProduct({ a, b, turnA, turnB, rows, inner, columns });
        expect(greatestGap(product, right)).toBeLessThan(1e-4);
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});
