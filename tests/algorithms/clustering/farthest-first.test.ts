/** k-centre greedy against the matrix of all pairs, and against the best possible covering. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { farthestFirst } from '../../../src/algorithms/clustering/farthest-first.ts';
import type { Points } from '../../../src/algorithms/points.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';

beforeAll(() => chooseBackend('wasm'));

const checkpoint = () => Promise.resolve();
/** The first of equals. */
const order = (i: number) => i;
const pointsOf = (rows: number[][], size = rows[0]?.length ?? 0): Points => ({
  values: Float32Array.from(rows.flat()),
  count: rows.length,
  size,
});
// of whole numbers the sum is exact, so that equal distances are equal here as well
const distance = (a: number[], b: number[]) => Math.sqrt(a.reduce((sum, x, d) => sum + (x - b[d]!) ** 2, 0));
const radius = (rows: number[][], centres: number[][]) =>
  Math.max(...rows.map((row) => Math.min(...centres.map((centre) => distance(row, centre)))));

const cloud = (dimensions: number, least: number, most: number) =>
  fc.array(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: dimensions, maxLength: dimensions }), {
    minLength: least,
    maxLength: most,
  });

/** Written from the definition, with every pair's distance at hand. */
function naive(rows: number[][], centres: number[][], size: number): number[] {
  const all = [...rows, ...centres];
  const matrix = all.map((a) => all.map((b) => distance(a, b)));
  const chosen: number[] = [];
  while (chosen.length < size) {
    const covered = [...chosen, ...centres.map((_, j) => rows.length + j)];
    let best = -1;
    let reach = -1;
    rows.forEach((_, i) => {
      if (chosen.includes(i)) return;
      const nearest = Math.min(...covered.map((j) => matrix[i]![j]!));
      if (nearest > reach) [best, reach] = [i, nearest];
    });
    chosen.push(best);
  }
  return chosen;
}

test('selects the same points as with the full distance matrix, in few and many dimensions', async () => {
  for (const dimensions of [2, 37])
    await fc.assert(
      fc.asyncProperty(
        cloud(dimensions, 1, 25),
        cloud(dimensions, 1, 4),
        fc.integer({ min: 1, max: 25 }),
        async (rows, centres, wanted) => {
          const size = Math.min(wanted, rows.length);
          const { positions, distances } = await farthestFirst(
            pointsOf(rows),
            { centres: pointsOf(centres), size, order },
            checkpoint,
          );
          expect([...positions]).toEqual(naive(rows, centres, size));
          positions.forEach((position, i) => {
            const before = [...centres, ...[...positions.slice(0, i)].map((one) => rows[one]!)];
            expect(distances[i]).toBeCloseTo(radius([rows[position]!], before), 3);
          });
        },
      ),
      { numRuns: 80 },
    );
});

test('covers the pool within twice the optimal radius', async () => {
  await fc.assert(
    fc.asyncProperty(cloud(2, 4, 9), async (rows) => {
      const k = 3;
      const { positions } = await farthestFirst(
        pointsOf(rows),
        { centres: pointsOf([], 2), size: k, order },
        checkpoint,
      );
      let best = Infinity;
      for (let a = 0; a < rows.length; a++)
        for (let b = a + 1; b < rows.length; b++)
          for (let c = b + 1; c < rows.length; c++) best = Math.min(best, radius(rows, [rows[a]!, rows[b]!, rows[c]!]));
      expect(
        radius(
          rows,
          [...positions].map((i) => rows[i]!),
        ),
      ).toBeLessThanOrEqual(2 * best + 1e-6);
    }),
    { numRuns: 100 },
  );
});

test('selects points of a line from both ends to the middle', async () => {
  const line = Array.from({ length: 11 }, (_, i) => [i]);
  const { positions, distances } = await farthestFirst(
    pointsOf(line),
    { centres: pointsOf([[0]]), size: 3, order },
    checkpoint,
  );
  expect([...positions]).toEqual([10, 5, 2]);
  expect([...distances]).toEqual([10, 5, 2]);
});

test('awaits the checkpoint between rounds', async () => {
  let gates = 0;
  const line = Array.from({ length: 30 }, (_, i) => [i]);
  await farthestFirst(pointsOf(line), { centres: pointsOf([[0]]), size: 10, order }, () =>
    Promise.resolve(void gates++),
  );
  expect(gates).toBeGreaterThanOrEqual(10);
});
