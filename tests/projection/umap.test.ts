/** The layout of the latent map: reproducible, preserving neighbourhoods, and stable from one to the next. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { fuzzyGraph } from '../../src/projection/fuzzy-graph.ts';
import { nearestNeighbours, type ProjectionPoints } from '../../src/projection/nearest-neighbours.ts';
import { umap } from '../../src/projection/umap.ts';
import { pointClouds, neighbourRanks, trustworthiness } from '../support/point-clouds.ts';

const free = (): void => undefined;
const mapOf = (points: ProjectionPoints, last?: Float32Array, seed = 1) =>
  umap(points, { rng: new Rng(seed), previous: last, checkpoint: free });

/** Mean distance between old and new positions. */
const displacement = (from: Float32Array, to: Float32Array): number => {
  const count = from.length / 2;
  return (
    Array.from({ length: count }, (_, i) =>
      Math.hypot(to[2 * i]! - from[2 * i]!, to[2 * i + 1]! - from[2 * i + 1]!),
    ).reduce((sum, one) => sum + one, 0) / count
  );
};
const width = (places: Float32Array): number => Math.max(...places) - Math.min(...places);

describe('a map', () => {
  const points = pointClouds(90, 8, 3);
  let first: Float32Array;
  beforeAll(async () => void (first = await mapOf(points)));

  test('is the same to the last bit for the same seed, and different for another seed', async () => {
    expect(await mapOf(points)).toEqual(first);
    const few = pointClouds(30, 4, 3);
    expect(await mapOf(few)).not.toEqual(await mapOf(few, undefined, 2));
  });

  test('keeps neighbours together', () => {
    expect(trustworthiness(points, first, 10)).toBeGreaterThan(0.9);
    // the groups are 0, 1, 2, 0, …
    neighbourRanks({ values: first, count: points.count, size: 2 }).forEach((near, i) =>
      expect(near[0]! % 3).toBe(i % 3),
    );
  });

  test('that starts from the last one moves points less than a new one, and is as good', async () => {
    const later = pointClouds(90, 8, 3, 0.4);
    const followed = await mapOf(later, first);
    const fresh = await mapOf(later, undefined, 2);
    expect(displacement(first, followed)).toBeLessThan(displacement(first, fresh) / 2);
    expect(displacement(first, followed)).toBeLessThan(0.1 * width(first));
    expect(trustworthiness(later, followed, 10)).toBeGreaterThan(0.9);
  });

  test('places new points near their neighbours', async () => {
    const last = first.map((one, at) => (at >> 1 < 70 ? one : NaN));
    const places = await mapOf(points, last);
    neighbourRanks({ values: places, count: points.count, size: 2 })
      .slice(70)
      .forEach((near, i) => expect(near[0]! % 3).toBe((i + 70) % 3));
  });

  test('of one point, two points, or equal points has a position for each', async () => {
    for (const count of [1, 2, 40]) {
      const places = await mapOf({ values: new Float32Array(count * 3).fill(2), count, size: 3 });
      expect(places).toHaveLength(2 * count);
      expect(places.every(Number.isFinite)).toBe(true);
    }
  });

  test('stops when it is cancelled', async () => {
    let told = 0;
    const pass = (done: number) => {
      if ((told = done) === 7) throw new Error('not wanted');
    };
    await expect(umap(points, { rng: new Rng(1), checkpoint: pass })).rejects.toThrow('not wanted');
    expect(told).toBe(7);
  });

  test('of features that are not finite is refused with a message', async () => {
    const values = Float32Array.from(points.values);
    values[17] = NaN;
    await expect(mapOf({ ...points, values })).rejects.toMatchObject({ code: 'unfit' });
  });
});

describe('the neighbourhood graph', () => {
  test('has the neighbours of a full sort', async () => {
    const points = pointClouds(40, 3, 4);
    const { k: each, indices, distances } = await nearestNeighbours(points, 6, free);
    const sorted = neighbourRanks(points);
    expect(each).toBe(6);
    for (let i = 0; i < points.count; i++) {
      expect([...indices.subarray(6 * i, 6 * i + 6)]).toEqual(sorted[i]!.slice(0, 6));
      const [a, b] = [i, sorted[i]![2]!].map((at) => points.values.subarray(3 * at, 3 * at + 3));
      expect(distances[6 * i + 2]).toBeCloseTo(Math.hypot(...a!.map((one, d) => one - b![d]!)), 5);
    }
  });

  test('by hand: two neighbours each on a line', () => {
    // 0, 1 and 3 on a line. The weight of each point's nearest is 1; the sum is log₂ 2 = 1, so that of the other is nearly 0.
    const graph = fuzzyGraph({
      k: 2,
      indices: Int32Array.of(1, 2, 0, 2, 1, 0),
      distances: Float64Array.of(1, 3, 1, 2, 2, 3),
    });
    const weight = (a: number, b: number) =>
      graph.weights[[...graph.from].findIndex((from, e) => from === a && graph.to[e] === b)] ?? 0;
    expect(weight(0, 1)).toBe(1);
    expect(weight(1, 0)).toBe(1);
    // 1 is the nearest of 2, 2 is the farther one of 1: 1 + b − 1·b
    expect(weight(1, 2)).toBeCloseTo(1, 12);
    expect(weight(0, 2)).toBeLessThan(1e-12);
  });

  test('the weights of a point’s neighbours sum to log₂ of their number', () => {
    // Far from all others, so that no edge leads back: 0 is in no neighbour list.
    const distances = [1, 1.5, 2, 3, 5, 8, 13, 21];
    const others = Array.from({ length: 8 }, (_, n) => n + 1);
    const among = others.map((i) => others.filter((j) => j !== i).concat(i === 8 ? 7 : 8));
    const graph = fuzzyGraph({
      k: 8,
      indices: Int32Array.from([...others, ...among.flat()]),
      distances: Float64Array.from([...distances, ...among.flatMap(() => Array<number>(8).fill(1))]),
    });
    const total = [...graph.from].reduce((sum, from, e) => sum + (from === 0 ? graph.weights[e]! : 0), 0);
    expect(total).toBeCloseTo(Math.log2(8), 6);
  });
});
