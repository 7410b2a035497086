/** t-SNE: similarities of one perplexity, the gradient of the divergence, and maps that keep neighbours together. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import type { ProjectionPoints } from '../../src/projection/nearest-neighbours.ts';
import { jointSimilarities, tsne, tsneGradient } from '../../src/projection/tsne.ts';
import { neighbourRanks, pointClouds, trustworthiness } from '../support/point-clouds.ts';

const free = (): void => undefined;
const mapOf = (points: ProjectionPoints, previous?: Float32Array, seed = 1) =>
  tsne(points, { rng: new Rng(seed), previous, checkpoint: free });

/** Σ p ln(p / q) over all pairs, as the paper defines it. */
function divergence(similarities: Float64Array, positions: Float64Array): number {
  const n = positions.length / 2;
  const near = (i: number, j: number) =>
    i === j
      ? 0
      : 1 / (1 + (positions[2 * i]! - positions[2 * j]!) ** 2 + (positions[2 * i + 1]! - positions[2 * j + 1]!) ** 2);
  const q = Array.from({ length: n * n }, (_, at) => near(Math.floor(at / n), at % n));
  const total = q.reduce((sum, one) => sum + one, 0);
  return similarities.reduce((sum, p, at) => sum + (p > 0 ? p * Math.log(p / (q[at]! / total)) : 0), 0);
}

describe('the similarities', () => {
  test('of three points at equal distances are a sixth for each ordered pair', async () => {
    const values = Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0);
    const p = await jointSimilarities({ values, count: 3, size: 3 }, free);
    expect([...p].map((one) => Number(one.toFixed(12)))).toEqual(
      [0, 1, 1, 1, 0, 1, 1, 1, 0].map((one) => Number((one / 6).toFixed(12))),
    );
  });

  test('are symmetric, sum to 1, and each point has the perplexity asked for', async () => {
    // on a circle every point sees the others alike, so that the conditional similarities are the same in both directions
    const count = 40;
    const values = Float32Array.from({ length: 2 * count }, (_, at) => {
      const angle = (2 * Math.PI * (at >> 1)) / count;
      return at % 2 ? Math.sin(angle) : Math.cos(angle);
    });
    const p = await jointSimilarities({ values, count, size: 2 }, free, 7);
    expect(p.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    for (let i = 0; i < count; i++) {
      const row = [...p.subarray(i * count, (i + 1) * count)];
      row.forEach((one, j) => expect(p[j * count + i]).toBeCloseTo(one, 12));
      const entropy = -row.filter((one) => one > 0).reduce((sum, one) => sum + count * one * Math.log(count * one), 0);
      expect(Math.exp(entropy)).toBeCloseTo(7, 4);
    }
  });
});

test('the gradient is that of the divergence, by differences', async () => {
  const points = pointClouds(12, 4, 3);
  const p = await jointSimilarities(points, free, 3);
  const rng = new Rng(9);
  const positions = Float64Array.from({ length: 24 }, () => rng.normal());
  const gradient = new Float64Array(24);
  tsneGradient(p, positions, { exaggeration: 1, into: gradient });
  gradient.forEach((slope, d) => {
    const [up, down] = [1e-5, -1e-5].map((by) => divergence(p, positions.with(d, positions[d]! + by)));
    expect((up! - down!) / 2e-5).toBeCloseTo(slope, 7);
  });
  // exaggeration multiplies the pull alone: twice the similarities give the same as exaggeration 2
  const [doubled, exaggerated] = [new Float64Array(24), new Float64Array(24)];
  tsneGradient(p.map((one) => 2 * one), positions, { exaggeration: 1, into: doubled }); // prettier-ignore
  tsneGradient(p, positions, { exaggeration: 2, into: exaggerated });
  exaggerated.forEach((one, d) => expect(one).toBeCloseTo(doubled[d]!, 12));
});

describe('a map', () => {
  const points = pointClouds(90, 8, 3);
  let first: Float32Array;
  beforeAll(async () => void (first = await mapOf(points)));

  test('is the same to the last bit for the same seed', async () => {
    expect(await mapOf(points)).toEqual(first);
  });

  test('keeps neighbours together, and groups apart', () => {
    expect(trustworthiness(points, first, 10)).toBeGreaterThan(0.9);
    neighbourRanks({ values: first, count: points.count, size: 2 }).forEach((near, i) =>
      expect(near[0]! % 3).toBe(i % 3),
    );
  });

  test('has a divergence that no map of many random ones has, and no greater than at the end of more steps', async () => {
    const p = await jointSimilarities(points, free);
    const rng = new Rng(4);
    const ours = divergence(p, Float64Array.from(first));
    for (let n = 0; n < 20; n++)
      expect(
        divergence(
          p,
          Float64Array.from({ length: 180 }, () => 5 * rng.normal()),
        ),
      ).toBeGreaterThan(2 * ours);
    // where it ends, the divergence itself is flat: not that of exaggerated similarities
    const slope = (positions: Float64Array) => {
      const gradient = new Float64Array(180);
      tsneGradient(p, positions, { exaggeration: 1, into: gradient });
      return Math.hypot(...gradient);
    };
    const end = Float64Array.from(first);
    expect(slope(end)).toBeLessThan(0.1 * slope(end.map((one) => 1.1 * one)));
    const more = await mapOf(points, first);
    expect(divergence(p, Float64Array.from(more))).toBeGreaterThan(0.98 * ours);
  });

  test('that starts from the last one keeps its points near their places', async () => {
    const later = pointClouds(90, 8, 3, 0.2);
    const followed = await mapOf(later, first);
    const width = Math.max(...first) - Math.min(...first);
    const moved = [...followed].reduce((sum, one, d) => sum + Math.abs(one - first[d]!), 0) / followed.length;
    expect(moved).toBeLessThan(0.15 * width);
    expect(trustworthiness(later, followed, 10)).toBeGreaterThan(0.9);
  });

  test('of one point, two points, or equal points has a position for each', async () => {
    for (const count of [1, 2, 40]) {
      const places = await mapOf({ values: new Float32Array(count * 3).fill(2), count, size: 3 });
      expect(places).toHaveLength(2 * count);
      expect(places.every(Number.isFinite)).toBe(true);
    }
  });

  test('stops when it is cancelled, and refuses features that are not finite', async () => {
    const pass = (done: number) => {
      if (done === 7) throw new Error('not wanted');
    };
    await expect(tsne(points, { rng: new Rng(1), checkpoint: pass })).rejects.toThrow('not wanted');
    const values = Float32Array.from(points.values);
    values[17] = NaN;
    await expect(mapOf({ ...points, values })).rejects.toMatchObject({ code: 'unfit' });
  });
});
