/** ProbCover: hand-worked picks, the graph written down whole, and the radius of purity. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { coveredByLabelled, greedyCover, pureRadius, radiusOfPurity } from '../../../src/algorithms/clustering/probability-cover.ts'; // prettier-ignore
import { distancesToOtherGroup } from '../../../src/algorithms/neighbours/balls.ts';
import { pointsOf } from '../../../src/algorithms/points.ts';
import { Rng } from '../../../src/random/rng.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';

beforeAll(() => chooseBackend('wasm'));

const checkpoint = () => Promise.resolve();
/** The first of equals. */
const order = (i: number) => i;
const cloud = (rows: number[][], size = rows[0]?.length ?? 0) => pointsOf(Float32Array.from(rows.flat()), size);
const line = (...xs: number[]) => cloud(xs.map((x) => [x]));
const options = { order, candidates: 6, size: 6, radius: 1.5 };

describe('the points 0, 1, 2, 3, 10, 11 with radius 1.5', () => {
  const points = line(0, 1, 2, 3, 10, 11);

  test('index 1 covers three points, index 4 two, index 2 the last', async () => {
    const { positions, gains, coverage } = await greedyCover(points, { ...options, size: 3 }, checkpoint);
    expect([...positions]).toEqual([1, 4, 2]);
    expect([...gains]).toEqual([3, 2, 1]);
    expect(coverage).toEqual({ before: 0, after: 1 });
  });

  test('two of them cover five sixths', async () => {
    const { coverage } = await greedyCover(points, { ...options, size: 2 }, checkpoint);
    expect(coverage.after).toBeCloseTo(5 / 6, 12);
  });

  test('with index 1 labelled the first is index 4', async () => {
    const rest = line(0, 2, 3, 10, 11, 1);
    const cover = await greedyCover(rest, { ...options, candidates: 5, size: 1 }, checkpoint);
    expect([...cover.positions]).toEqual([3]);
    expect(cover.coverage).toEqual({ before: 2 / 5, after: 4 / 5 });
  });

  test('once everything is covered the rest follows in the order of ties, none twice', async () => {
    const backwards = (i: number) => -i;
    const { positions, gains } = await greedyCover(points, { ...options, order: backwards }, checkpoint);
    expect([...gains]).toEqual([3, 2, 1, 0, 0, 0]);
    expect([...positions]).toEqual([2, 5, 1, 4, 3, 0]);
  });

  test('a radius of nearly nothing covers each point by itself, one beyond the diameter all at once', async () => {
    const least = await greedyCover(points, { ...options, radius: 1e-6 }, checkpoint);
    expect([[...least.positions], [...least.gains]]).toEqual([[0, 1, 2, 3, 4, 5], [1, 1, 1, 1, 1, 1]]); // prettier-ignore
    const most = await greedyCover(points, { ...options, radius: 11.5 }, checkpoint);
    expect([...most.gains]).toEqual([6, 0, 0, 0, 0, 0]);
  });

  test('a point at exactly the radius is not covered', async () => {
    const { gains } = await greedyCover(points, { ...options, radius: 1, size: 1 }, checkpoint);
    expect(gains[0]).toBe(1);
  });
});

test('agrees with the graph of all pairs', async () => {
  const coordinate = fc.integer({ min: -6, max: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 40 }),
      fc.nat({ max: 6 }),
      fc.constantFrom(0.5, 1, 1.5, 2, 5, 100),
      async (rows, labels, radius) => {
        const candidates = Math.max(1, rows.length - labels);
        const near = rows.map((a) => rows.map((b) => Math.hypot(a[0] - b[0], a[1] - b[1]) < radius));
        const covered = new Set<number>();
        const coverBy = (i: number) => near[i]!.forEach((inside, j) => inside && j < candidates && covered.add(j));
        for (let i = candidates; i < rows.length; i++) coverBy(i);
        const expected: [number, number][] = [];
        while (expected.length < candidates) {
          const degrees = rows
            .slice(0, candidates)
            .map((_, i) =>
              expected.some(([taken]) => taken === i)
                ? -1
                : near[i]!.filter((inside, j) => inside && j < candidates && !covered.has(j)).length,
            );
          const best = degrees.indexOf(Math.max(...degrees));
          expected.push([best, degrees[best]!]);
          coverBy(best);
        }
        const { positions, gains } = await greedyCover(
          cloud(rows, 2),
          { candidates, size: candidates, radius, order },
          checkpoint,
        );
        expect(Array.from(positions, (at, i) => [at, gains[i]])).toEqual(expected);
      },
    ),
    { numRuns: 100 },
  );
});

test('points of the last block have edges, and nothing stays on the device', async () => {
  // 128 rows of so many values are a block; only the last ten points lie together
  const [size, count] = [4096, 300];
  const values = new Float32Array(size * count);
  for (let i = 0; i < count; i++) values[i * size] = i < 290 ? 100 * i : 50_000 + (i - 290) / 100;
  const before = tf.memory().numTensors;
  const points = pointsOf(values, size);
  const { positions, gains } = await greedyCover(points, { candidates: count, size: 2, radius: 1, order }, checkpoint);
  expect([...positions]).toEqual([290, 0]);
  expect([...gains]).toEqual([10, 1]);
  expect(tf.memory().numTensors).toBe(before);
});

test('labelled points cover candidates', async () => {
  const { covered, uncovered } = await coveredByLabelled(line(0, 1, 5, 0.5), { candidates: 3, radius: 0.75 }, checkpoint); // prettier-ignore
  expect([...covered]).toEqual([1, 1, 0]);
  expect([...uncovered.values]).toEqual([5]);
});

describe('the radius of purity', () => {
  test('is the distance that no more than a twentieth of the points have a foreign neighbour within', () => {
    const distances = Float64Array.from({ length: 20 }, (_, i) => 20 - i);
    // at 2 one ball of twenty is impure, at anything greater two
    expect(radiusOfPurity(distances, 0.95)).toBe(2);
    expect(radiusOfPurity(distances, 1)).toBe(1);
    expect(radiusOfPurity(distances, 0.5)).toBe(11);
  });

  test('is 0 where all points are of one group', () => {
    expect(radiusOfPurity(Float64Array.of(Infinity, Infinity), 0.95)).toBe(0);
    expect(radiusOfPurity(new Float64Array(0), 0.95)).toBe(0);
  });

  test('the distance to another group is measured, not that to another point', async () => {
    const probes = Int32Array.of(0, 2, 3);
    const found = await distancesToOtherGroup(line(0, 1, 3, 7), { probes, groups: [0, 0, 1, 1] }, checkpoint);
    expect([...found]).toEqual([3, 2, 6]);
  });

  test('of two groups far apart it is about the gap between them', async () => {
    const rng = new Rng(3);
    const rows = Array.from({ length: 400 }, (_, i) => [rng.between(0, 1) + (i % 2) * 5]);
    const radius = await pureRadius(cloud(rows), { groups: 2, rng }, checkpoint);
    // the nearest point of the other group is between 4 and 5 away, for the points nearest to it
    expect(radius).toBeGreaterThan(4);
    expect(radius).toBeLessThan(4.2);
  });
});
