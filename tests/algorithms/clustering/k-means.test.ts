/** Nearest centres by bounds against a full search, and K-means against its definition. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { kMeans, nearestToCentres } from '../../../src/algorithms/clustering/k-means.ts';
import { NearestCentre } from '../../../src/algorithms/clustering/nearest-centre.ts';
import { cityBlockDistance, squaredDistance, type Points } from '../../../src/algorithms/points.ts';
import { tieOrder } from '../../../src/algorithms/tie-order.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';

beforeAll(() => chooseBackend('wasm'));

const checkpoint = () => Promise.resolve();
const cloud = (count: number, size: number, rng: Rng, scale = 4): Points => ({
  // whole numbers, so that there are ties
  values: Float32Array.from({ length: count * size }, () => Math.round(scale * rng.normal())),
  count,
  size,
});

test('with bounds the nearest centre is that of a full search, in every round, ties included', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 25 }), async (seed, k) => {
      const rng = new Rng(seed);
      const points = cloud(40, 3, rng);
      const centres = cloud(k, 3, rng);
      const nearest = new NearestCentre(points, k);
      for (let round = 0; round < 5; round++) {
        await nearest.update(centres, checkpoint);
        for (let i = 0; i < points.count; i++) {
          const all = Array.from({ length: k }, (_, c) => cityBlockDistance(points, i, centres, c));
          expect(nearest.assigned[i]).toBe(all.indexOf(Math.min(...all)));
          expect(nearest.distances[i]).toBe(Math.min(...all));
        }
        // some move, by less and less
        for (let at = 0; at < centres.values.length; at++)
          if (rng.uniform() < 0.4) centres.values[at]! += Math.round((3 - round) * rng.normal());
      }
    }),
    { numRuns: 60 },
  );
});

test('K-means finds separate groups, and the representative of each is one of its points', async () => {
  const rng = new Rng(4);
  const corners = [
    [0, 0],
    [60, 0],
    [0, 60],
  ];
  const rows = corners.flatMap(([x, y]) => Array.from({ length: 25 }, () => [x! + rng.normal(), y! + rng.normal()]));
  const points: Points = { values: Float32Array.from(rows.flat()), count: rows.length, size: 2 };
  for (let seed = 0; seed < 5; seed++) {
    const found = await kMeans(points, 3, new Rng(seed), checkpoint);
    const chosen = [...nearestToCentres(points, found, tieOrder(new Rng(seed)))].map((i) => Math.floor(i / 25));
    expect(chosen.sort()).toEqual([0, 1, 2]);
  }
});

test('K-means ends where every point has its nearest centre and every centre is the mean of its points', async () => {
  const points = cloud(60, 2, new Rng(2));
  const { centres, assigned } = await kMeans(points, 4, new Rng(1), checkpoint);
  for (let i = 0; i < points.count; i++) {
    const all = Array.from({ length: 4 }, (_, c) => squaredDistance(points, i, centres, c));
    expect(all[assigned[i]!]).toBeCloseTo(Math.min(...all), 2);
  }
  for (let c = 0; c < 4; c++) {
    const mine = Array.from(assigned, (_, i) => i).filter((i) => assigned[i] === c);
    for (let d = 0; d < 2; d++) {
      const mean = mine.reduce((sum, i) => sum + points.values[2 * i + d]!, 0) / mine.length;
      expect(centres.values[2 * c + d]).toBeCloseTo(mean, 4);
    }
  }
});
