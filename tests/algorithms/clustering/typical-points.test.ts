/** TypiClust's walk over clusters: its order, and the cases that have no neighbours or no candidates. */
import { beforeAll, describe, expect, test } from 'vitest';
import { clusterQueue, typicalPoints } from '../../../src/algorithms/clustering/typical-points.ts';
import { pointsOf } from '../../../src/algorithms/points.ts';
import { Rng } from '../../../src/random/rng.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';

beforeAll(() => chooseBackend('wasm'));

const checkpoint = () => Promise.resolve();
const cloud = (rows: number[][]) => pointsOf(Float32Array.from(rows.flat()), rows[0]!.length);

describe('the order of the clusters', () => {
  // clusters 0, 1, 2 of sizes 6, 7, 8; the last points are labelled: one of cluster 2
  const assigned = Int32Array.from([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 1, 2, 2]);

  test('is by labels, then by size; the labelled are no candidates', () => {
    const queue = clusterQueue(assigned, { candidates: 20, clusters: 3 });
    expect([0, 1, 2].map((turn) => queue.membersOf(turn))).toEqual([
      [1, 4, 7, 10, 13, 16, 18],
      [0, 3, 6, 9, 12, 15],
      [2, 5, 8, 11, 14, 17, 19],
    ]);
  });

  test('is not changed by what is taken', () => {
    const queue = clusterQueue(assigned, { candidates: 20, clusters: 3 });
    const taken = [0, 1, 2, 3, 4, 5].map((turn) => queue.membersOf(turn).shift());
    expect(taken).toEqual([1, 0, 2, 4, 3, 5]);
  });

  test('leaves clusters of up to five points until the others have no candidates', () => {
    const queue = clusterQueue(Int32Array.from([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]), { candidates: 11, clusters: 2 });
    const taken = Array.from({ length: 8 }, (_, turn) => queue.membersOf(turn).shift());
    expect(taken).toEqual([5, 6, 7, 8, 9, 10, 0, 1]);
  });
});

/** Four groups far apart: points on a line, which lie closest in its middle, the first of the nine. */
const groups = [
  [0, 0],
  [100, 0],
  [0, 100],
  [100, 100],
].flatMap(([x, y]) => [0, -2, 2, -5, 5, -9, 9, -14, 14].map((offset) => [x! + offset, y!]));

const select = (rows: number[][], { candidates = rows.length, size, maxClusters = 500, seed = 1 }: Options) =>
  typicalPoints(cloud(rows), { candidates, size, maxClusters, rng: new Rng(seed) }, checkpoint);
interface Options {
  size: number;
  candidates?: number;
  maxClusters?: number;
  seed?: number;
}

test('selects the centre of each of four separated groups, with any seed', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { positions, clusters } = await select(groups, { size: 4, seed });
    expect(clusters).toBe(4);
    expect([...positions].sort((a, b) => a - b)).toEqual([0, 9, 18, 27]);
  }
});

test('a group with a label is left to the others, and its labelled centre is nobody’s neighbour', async () => {
  // the centres of the first two groups are labelled; two labels and two queries make four clusters
  const centres = [groups[0]!, groups[9]!];
  const rows = [...groups.slice(1, 9), ...groups.slice(10), ...centres];
  const { positions, clusters } = await select(rows, { size: 2, candidates: rows.length - 2 });
  expect(clusters).toBe(4);
  expect(Array.from(positions, (i) => rows[i]!).sort((a, b) => a[0]! - b[0]!)).toEqual([
    [0, 100],
    [100, 100],
  ]);
});

test('neighbours are candidates only', async () => {
  // one cluster on a line; with the five labelled points around 30, that one would be the most typical
  const candidates = [[0], [1], [2], [3], [4], [30], [50], [60]];
  const labelled = [[30.1], [29.9], [30.05], [29.95], [30.02]];
  const { positions } = await select([...candidates, ...labelled], { size: 1, candidates: 8, maxClusters: 1 });
  expect(positions[0]).toBe(2);
});

test('takes every candidate where as many are wanted, in clusters of one point as well', async () => {
  const rows = [[0], [0], [5], [9], [9.5], [30]];
  for (const maxClusters of [1, 3, 6]) {
    const { positions, typicality } = await select(rows, { size: 6, maxClusters });
    expect([...positions].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(typicality.every(Number.isFinite)).toBe(true);
  }
});
