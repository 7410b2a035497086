/** Generated images in the log: whole up to the limit, larger ones as means of areas. */
import { describe, expect, test } from 'vitest';
import { fromBase64 } from '../../src/protocol/base64.ts';
import { encodeQueryTargets } from '../../src/runner/samples/query-targets.ts';
import { loggedShape, MAX_LOGGED_SIDE, reduceByArea } from '../../src/runner/samples/log-thumbnails.ts';
import { datasetInfoOf } from '../support/dataset-info.ts';

const image = (height: number, width = height) => ({ kind: 'image' as const, shape: [height, width, 3] });

test('images up to the limit, points and rows keep their shape; of larger ones the longer side is the limit', () => {
  expect(loggedShape(image(28))).toEqual([28, 28, 3]);
  expect(loggedShape(image(MAX_LOGGED_SIDE))).toEqual([MAX_LOGGED_SIDE, MAX_LOGGED_SIDE, 3]);
  expect(loggedShape(image(MAX_LOGGED_SIDE + 1))).toEqual([MAX_LOGGED_SIDE, MAX_LOGGED_SIDE, 3]);
  expect(loggedShape(image(4 * MAX_LOGGED_SIDE, 2 * MAX_LOGGED_SIDE))).toEqual([
    MAX_LOGGED_SIDE,
    MAX_LOGGED_SIDE / 2,
    3,
  ]);
  expect(loggedShape({ kind: 'table', shape: [900] })).toEqual([900]);
});

describe('each pixel is the mean of the area that it covers', () => {
  test('of 2 × 2 pixels each, channel by channel and image by image', () => {
    // [2 images, 2, 4, 2 channels]: the second channel is ten times the first, the second image 100 more.
    const first = [1, 3, 5, 7, 9, 11, 13, 15];
    const of = (add: number): number[] => first.flatMap((value) => [value + add, 10 * value]);
    const reduced = reduceByArea(Float32Array.from([...of(0), ...of(100)]), [2, 4, 2], [1, 2, 2]);
    expect([...reduced]).toEqual([6, 60, 10, 100, 106, 60, 110, 100]);
  });

  test('of areas that cut pixels: three columns become two', () => {
    const reduced = reduceByArea(Float32Array.of(0, 3, 6), [1, 3, 1], [1, 2, 1]);
    // (0 + 3/2) / 1.5 and (3/2 + 6) / 1.5
    expect([...reduced]).toEqual([1, 5]);
  });

  test('the mean brightness stays', () => {
    const values = Float32Array.from({ length: 50 * 70 }, (_, i) => (i * 37) % 101);
    const mean = (of: Float32Array): number => of.reduce((sum, one) => sum + one, 0) / of.length;
    expect(mean(reduceByArea(values, [50, 70, 1], [23, 32, 1]))).toBeCloseTo(mean(values), 3);
  });
});

test('a query of images of 64 pixels a side is logged as thumbnails with their shape', () => {
  const targets = (side: number) => {
    const samples = new Float32Array(2 * side * side).map((_, i) => (i < side * side ? 0.2 : 0.6));
    const rest = {
      acquisition: Float32Array.of(1, 2),
      matchedTo: Int32Array.of(0, 1),
      distances: Float64Array.of(4, 9),
    };
    const info = datasetInfoOf({
      ...{ kind: 'image' as const, shape: [side, side, 1], dtype: 'uint8' as const, scale: { mean: [0], std: [1] } },
    });
    return encodeQueryTargets(info, { samples, ...rest });
  };
  const large = targets(64);
  expect(large).toMatchObject({ shape: [MAX_LOGGED_SIDE, MAX_LOGGED_SIDE, 1], worth: [1, 2], distances: [2, 3] });
  const bytes = fromBase64(large.values as string);
  expect([bytes.length, bytes[0], bytes.at(-1)]).toEqual([2 * MAX_LOGGED_SIDE ** 2, 51, 153]);
  const small = targets(28);
  expect(small).not.toHaveProperty('shape');
  expect(fromBase64(small.values as string)).toHaveLength(2 * 28 * 28);
});
