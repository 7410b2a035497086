/** Equally near points and equally near centres are told apart by a seeded draw, not by their order in the file. */
import { beforeAll, expect, test } from 'vitest';
import { kMeans, nearestToCentres } from '../../../src/algorithms/clustering/k-means.ts';
import { kMedian } from '../../../src/algorithms/clustering/k-median.ts';
import { inTieOrder, tieOrder } from '../../../src/algorithms/tie-order.ts';
import type { Points } from '../../../src/algorithms/points.ts';
import { Rng } from '../../../src/random/rng.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';

beforeAll(() => chooseBackend('wasm'));

const checkpoint = () => Promise.resolve();
const line = (...values: number[]): Points => ({ values: Float32Array.from(values), count: values.length, size: 1 });
const seeds = Array.from({ length: 40 }, (_, seed) => seed);

test('of equal points the one that represents their group is drawn', () => {
  const points = line(7, 7, 7, 7, 7, 1);
  const found = { centres: line(7, 1), assigned: Int32Array.of(0, 0, 0, 0, 0, 1) };
  const drawn = seeds.map((seed) => {
    const order = tieOrder(new Rng(seed));
    const [first, second] = nearestToCentres(points, found, order);
    expect(second).toBe(5);
    expect(first).toBe([...inTieOrder(6, order)].find((i) => i < 5));
    return first;
  });
  expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4]));
});

test('a point between two centres joins either, since the centres come in a drawn order', async () => {
  // Two pairs and a point in the middle; the middle is a centre itself in few of the seeds.
  const points = line(-1, -1, 1, 1, 0);
  const sides = new Set<string>();
  for (const seed of seeds) {
    const { assigned } = await kMeans(points, 2, new Rng(seed), checkpoint);
    if (assigned[0] === assigned[2]) continue;
    sides.add(assigned[4] === assigned[0] ? 'left' : 'right');
  }
  expect([...sides].sort()).toEqual(['left', 'right']);
});

test('a centre that has lost its points goes to any of the farthest', async () => {
  // Four centres at three places: all points are at a centre, so that all are equally far, and one centre has none.
  const doubled = new Set<number>();
  for (const seed of seeds) {
    const { values } = await kMedian(line(10, 20, 30, 30), 4, new Rng(seed), checkpoint);
    const sorted = [...values].sort((a, b) => a - b);
    expect([...new Set(sorted)]).toEqual([10, 20, 30]);
    doubled.add(sorted.find((one, i) => one === sorted[i + 1])!);
  }
  expect([...doubled].sort()).toEqual([10, 20, 30]);
});
