/** Typicality against its definition, and a pair of points that distances and their squares rank differently. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { neighbourCount, typicalityAmong, typicalityIn } from '../../../src/algorithms/neighbours/typicality.ts';
import { pointsOf } from '../../../src/algorithms/points.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';

beforeAll(() => chooseBackend('wasm'));

const checkpoint = () => Promise.resolve();
const cloud = (rows: number[][]) => pointsOf(Float32Array.from(rows.flat()), rows[0]!.length);

test('distances are averaged, not their squares', async () => {
  // A has its neighbours at 1 and 3, B at 2 and 2.25: mean distances 2 and 2.125, mean squares 5 and 4.53
  const places = cloud([[0], [100]]);
  const neighbours = cloud([[1], [-3], [102], [97.75]]);
  const [a, b] = await typicalityIn(places, neighbours, { k: 2, ofThemselves: false, checkpoint });
  expect(a).toBeCloseTo(1 / 2.00001, 10);
  expect(b).toBeCloseTo(1 / 2.12501, 10);
  expect(a).toBeGreaterThan(b!);
});

test('there are half as many neighbours as points, and at most twenty', () => {
  expect([0, 1, 2, 3, 4, 39, 40, 41, 1000].map(neighbourCount)).toEqual([0, 0, 1, 1, 2, 19, 20, 20, 20]);
});

test('a point without neighbours has typicality 0, not NaN', async () => {
  expect([...(await typicalityAmong(cloud([[3, 4]]), checkpoint))]).toEqual([0]);
});

test('agrees with all pairs, duplicates included; no point is its own neighbour', async () => {
  const coordinate = fc.integer({ min: -3, max: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 50 }), async (rows) => {
      const k = Math.min(20, Math.floor(rows.length / 2));
      const expected = rows.map((a, i) => {
        const others = rows.filter((_, j) => j !== i).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1]));
        const nearest = others.sort((x, y) => x - y).slice(0, k);
        return 1 / (nearest.reduce((x, y) => x + y, 0) / k + 1e-5);
      });
      const found = await typicalityAmong(cloud(rows), checkpoint);
      found.forEach((value, i) => expect(value / expected[i]!).toBeCloseTo(1, 9));
    }),
    { numRuns: 60 },
  );
});
