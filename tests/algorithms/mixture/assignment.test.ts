/** The Hungarian method against all permutations. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { solveAssignment } from '../../../src/algorithms/mixture/assignment.ts';

const costOf = (costs: readonly number[], n: number, columns: ArrayLike<number>) =>
  Array.from(columns).reduce((sum, j, i) => sum + costs[i * n + j]!, 0);

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) =>
    Array.from({ length: n }, (_, place) => [...rest.slice(0, place), n - 1, ...rest.slice(place)]),
  );
}

test('no permutation is cheaper, ties and negative costs included', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 6 })
        .chain((n) =>
          fc.tuple(fc.constant(n), fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n * n, maxLength: n * n })),
        ),
      ([n, costs]) => {
        const columns = solveAssignment(costs, n);
        expect(new Set(columns).size).toBe(n);
        expect(costOf(costs, n, columns)).toBe(Math.min(...permutations(n).map((one) => costOf(costs, n, one))));
      },
    ),
    { numRuns: 200 },
  );
});

test('finds the permutation of cost zero of a hundred rows', () => {
  const n = 100;
  const rng = new Rng(3);
  const hidden = rng.permutation(n);
  const costs = Float64Array.from({ length: n * n }, (_, at) =>
    hidden[Math.floor(at / n)] === at % n ? 0 : 0.1 + rng.uniform(),
  );
  expect([...solveAssignment(costs, n)]).toEqual([...hidden]);
});
