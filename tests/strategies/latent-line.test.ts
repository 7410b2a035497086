/** Lines through latent space, perpendicular to a linear learner's boundary. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import { hyperplaneOf, signedDistances, type Hyperplane } from '../../src/strategies/support/hyperplane.ts';
import { lineAcrossBoundary, pointsAlong } from '../../src/strategies/support/latent-line.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';

beforeAll(() => chooseBackend('wasm'));

const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
const cases = fc.integer({ min: 2, max: 6 }).chain((size) =>
  fc.record({
    point: fc.array(coordinate, { minLength: size, maxLength: size }),
    w: fc
      .array(coordinate, { minLength: size, maxLength: size })
      .filter((w) => w.reduce((sum, one) => sum + one * one, 0) > 0.01),
    b: coordinate,
    reach: fc.double({ min: 0.1, max: 5, noNaN: true }),
  }),
);

test('a line is perpendicular to the boundary, goes through the point, and is centred on the boundary', () => {
  fc.assert(
    fc.property(cases, ({ point, w, b, reach }) => {
      const plane: Hyperplane = { w: Float64Array.from(w), b };
      const n = point.length;
      const ends = lineAcrossBoundary(Float32Array.from(point), plane, reach);
      const way = w.map((_, d) => ends[n + d]! - ends[d]!);
      // any direction within the boundary: w turned by a right angle in two of its coordinates
      for (let d = 1; d < n; d++) expect(way[0]! * w[d]! - way[d]! * w[0]!).toBeCloseTo(0, 3);
      const [first, last] = signedDistances(plane, ends);
      expect(first).toBeCloseTo(-reach, 3);
      expect(last).toBeCloseTo(reach, 3);
      // what is left of the point when its way along w is taken out is the line's own
      const along = signedDistances(plane, Float32Array.from(point))[0]!;
      const share = (along + reach) / (2 * reach);
      point.forEach((value, d) => expect(ends[d]! + share * way[d]!).toBeCloseTo(value, 3));
    }),
  );
});

test('eleven points are evenly spaced along each line, both ends included', () => {
  const ends = Float32Array.of(0, 0, 10, 20, 5, 5, 5, -5);
  const points = pointsAlong(ends, 2, 11);
  expect(points).toHaveLength(2 * 11 * 2);
  expect([...points.slice(0, 6)]).toEqual([0, 0, 1, 2, 2, 4]);
  expect([...points.slice(20, 22)]).toEqual([10, 20]);
  expect([...points.slice(22, 26)]).toEqual([5, 5, 5, 4]);
  expect([...points.slice(-2)]).toEqual([5, -5]);
});

describe('the hyper-plane of a linear learner', () => {
  test.each(['cross-entropy', 'hinge'])('with %s has class 1 on its positive side', async (loss) => {
    const learner = modelNamed('linear').build({ shape: [2], classes: 2, rng: new Rng(4), parameters: { loss } });
    const plane = await hyperplaneOf(learner);
    const [weights, biases] = learner.variables.map((one) => [...one.dataSync()]);
    const rows = Float32Array.of(1, 2, -3, 0.5, 0, 0);
    const far = signedDistances(plane, rows);
    for (let i = 0; i < 3; i++) {
      const [x, y] = [rows[2 * i]!, rows[2 * i + 1]!];
      const outputs = biases!.length;
      const of = (k: number) => x * weights![k]! + y * weights![outputs + k]! + biases![k]!;
      expect(Math.sign(far[i]!)).toBe(Math.sign(outputs === 1 ? of(0) : of(1) - of(0)));
    }
    learner.dispose();
  });
});
