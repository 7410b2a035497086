/** K-median against properties of medians and an exhaustive search over clusterings. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { kMedian, nearestWithoutReplacement } from '../../../src/algorithms/clustering/k-median.ts';
import { cityBlockDistance, squaredDistance, type Points } from '../../../src/algorithms/points.ts';

const checkpoint = () => Promise.resolve();
const pointsOf = (rows: number[][]): Points => ({
  values: Float32Array.from(rows.flat()),
  count: rows.length,
  size: rows[0]!.length,
});
const rowsOf = (points: Points) =>
  Array.from({ length: points.count }, (_, i) => [...points.values.slice(i * points.size, (i + 1) * points.size)]);

describe('K-median', () => {
  test('one centre is the median of each coordinate, which an outlier does not move', async () => {
    const centres = await kMedian(
      pointsOf([
        [1, 10],
        [2, 30],
        [3, 20],
        [4, 40],
        [1000, -999],
      ]),
      1,
      new Rng(1),
      checkpoint,
    );
    expect(rowsOf(centres)).toEqual([[3, 20]]);
  });

  test('the median of an even number of points is the midpoint', async () => {
    const centres = await kMedian(pointsOf([[1], [2], [4], [9]]), 1, new Rng(1), checkpoint);
    expect(rowsOf(centres)).toEqual([[3]]);
  });

  test('finds separate groups from any seed', async () => {
    const rng = new Rng(5);
    const rows = [
      [0, 0],
      [50, 0],
      [0, 50],
      [50, 50],
    ].flatMap(([x, y]) => Array.from({ length: 20 }, () => [x! + rng.normal(), y! + rng.normal()]));
    for (let seed = 0; seed < 20; seed++) {
      const centres = await kMedian(pointsOf(rows), 4, new Rng(seed), checkpoint);
      const corners = rowsOf(centres).map((row) => row.map((x) => Math.round(x / 50)).join());
      expect(corners.sort(), `seed ${seed}`).toEqual(['0,0', '0,1', '1,0', '1,1']);
    }
  });

  test('is never worse than its seeding, and every centre is the median of its points', async () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
      minLength: 2,
      maxLength: 24,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 4 }), fc.nat(), async (list, wanted, seed) => {
        const points = pointsOf(list);
        const k = Math.min(wanted, list.length);
        const centres = await kMedian(points, k, new Rng(seed), checkpoint);
        const groups: number[][][] = Array.from({ length: k }, () => []);
        for (let i = 0; i < points.count; i++) {
          const distances = Array.from({ length: k }, (_, c) => cityBlockDistance(points, i, centres, c));
          groups[distances.indexOf(Math.min(...distances))]!.push(list[i]!);
        }
        groups.forEach((group, c) => {
          // no other place serves the group's members better: each coordinate lies between its middle values
          for (let d = 0; d < 2 && group.length; d++) {
            const at = rowsOf(centres)[c]![d]!;
            expect(group.filter((row) => row[d]! < at).length).toBeLessThanOrEqual(group.length / 2);
            expect(group.filter((row) => row[d]! > at).length).toBeLessThanOrEqual(group.length / 2);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  test('allows more centres than distinct points', async () => {
    const centres = await kMedian(pointsOf([[1], [1], [1], [2]]), 4, new Rng(3), checkpoint);
    expect(centres.count).toBe(4);
    const { positions } = await nearestWithoutReplacement(
      pointsOf([[1], [1], [1], [2]]),
      { centres, order: (i) => i },
      checkpoint,
    );
    expect([...positions].sort()).toEqual([0, 1, 2, 3]);
  });
});

test('two equal centres get two different points', async () => {
  const { positions, distances } = await nearestWithoutReplacement(
    pointsOf([[9], [5], [4], [0]]),
    { centres: pointsOf([[5], [5], [5]]), order: (i) => i },
    checkpoint,
  );
  expect([...positions]).toEqual([1, 2, 0]);
  expect([...distances]).toEqual([0, 1, 4]);
});

test('distances equal their definition in any number of dimensions', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (size, seed) => {
      const rng = new Rng(seed);
      const rows = [0, 1].map(() => Array.from({ length: size }, () => Math.round(rng.between(-50, 50))));
      const points = pointsOf(rows);
      const differences = rows[0]!.map((x, d) => x - rows[1]![d]!);
      expect(squaredDistance(points, 0, points, 1)).toBe(differences.reduce((sum, x) => sum + x * x, 0));
      expect(cityBlockDistance(points, 0, points, 1)).toBe(differences.reduce((sum, x) => sum + Math.abs(x), 0));
    }),
  );
});
