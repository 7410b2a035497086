/** TypiClust and ProbCover as strategies: their feature space, what they report, and their acquisition. */
import { beforeAll, describe, expect, test } from 'vitest';
import { strategyNamed } from '../../src/strategies/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { fullView, strategyContext, type PoolFixture } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const select = (name: string, made: PoolFixture) => strategyNamed(name).select(strategyContext(made));
async function acquisitionOf(name: string, made: PoolFixture): Promise<number[]> {
  const acquisition = await strategyNamed(name).acquisition!(strategyContext(made));
  return [...(await acquisition.score(await fullView(made, acquisition.outputs)))];
}

describe('ProbCover', () => {
  const line = { features: [[0], [2], [3], [10], [11]], labelledFeatures: [[1]], size: 2, parameters: { radius: 1.5 } };

  test('covers what no label covers, and reports radius and coverage', async () => {
    const { indices, scores, metrics } = await select('prob-cover', line);
    expect([103, 104]).toContain(indices[0]);
    expect([101, 102]).toContain(indices[1]);
    expect([...scores]).toEqual([2, 1]);
    expect(metrics).toEqual({ coverRadius: 1.5, coveredBefore: 2 / 5, coveredAfter: 1 });
  });

  test('the acquisition is the number of uncovered samples within the radius', async () => {
    expect(await acquisitionOf('prob-cover', line)).toEqual([0, 1, 1, 2, 2]);
  });

  test('chooses the radius where none is given, the same for query and acquisition', async () => {
    // two groups, 6 apart at least: a ball of up to 6 holds one group, one of more than 6 both
    const features = [[0], [1], [2], [8], [9]];
    const made = { features, probabilities: features.map(() => [0.5, 0.5]), size: 1 };
    const { metrics, scores } = await select('prob-cover', made);
    expect(metrics!['coverRadius']).toBe(6);
    expect([...scores]).toEqual([3]);
    expect(await acquisitionOf('prob-cover', made)).toEqual([3, 3, 3, 2, 2]);
  });

  test('where everything is covered the query is random, not the head of the pool', async () => {
    const features = Array.from({ length: 30 }, (_, i) => [i / 100]);
    const first = new Set<number>();
    for (let seed = 1; seed <= 12; seed++) {
      const made = { features, labelledFeatures: [[0]], size: 1, seed, parameters: { radius: 1 } };
      first.add((await select('prob-cover', made)).indices[0]!);
    }
    expect(first.size).toBeGreaterThan(6);
  });
});

test('the learner’s features have length 1, the samples’ own values are as they are', async () => {
  const features = [[1, 0], [10, 0], [0, 1], [0, 5]]; // prettier-ignore
  const radius = 0.5;
  const byValues = await select('prob-cover', { features, size: 2, parameters: { radius } });
  expect([...byValues.scores]).toEqual([1, 1]);
  const byLearner = await select('prob-cover', { features, size: 2, parameters: { radius, features: 'learner' } });
  expect([...byLearner.scores]).toEqual([2, 2]);
});

test('samples of more than fifty values are compared along their principal components, at the same distances', async () => {
  const plane = Array.from({ length: 70 }, (_, i) => [3 * Math.cos(i), 2 * Math.sin(2 * i), (i % 7) / 2]);
  const wide = plane.map(([x, y, z]) => [...Array<number>(57).fill(0), x!, z!, ...Array<number>(20).fill(1), y!]);
  const labelled = (rows: number[][]) => ({ features: rows.slice(5), labelledFeatures: rows.slice(0, 5), size: 8 });
  const before = tf.memory().numTensors;
  for (const [name, parameters] of [
    ['prob-cover', { radius: 1.23 }],
    ['typi-clust', {}],
  ] as const) {
    const expected = await select(name, { ...labelled(plane), parameters });
    expect((await select(name, { ...labelled(wide), parameters })).indices, name).toEqual(expected.indices);
    const [inPlane, inMany] = [
      await acquisitionOf(name, { ...labelled(plane), parameters }),
      await acquisitionOf(name, { ...labelled(wide), parameters }),
    ];
    inPlane.forEach((value, i) => expect(inMany[i]! - value, name).toBeCloseTo(0, 4));
  }
  expect(tf.memory().numTensors).toBe(before);
});

describe('TypiClust', () => {
  /** Three groups on lines, densest in the middle, whose samples are the first of nine. */
  const features = [0, 100, 200].flatMap((x) => [0, -2, 2, -5, 5, -9, 9, -14, 14].map((offset) => [x + offset]));

  test('queries the middle of each group, and reports the number of clusters', async () => {
    const { indices, metrics } = await select('typi-clust', { features, size: 3 });
    expect([...indices].sort((a, b) => a - b)).toEqual([100, 109, 118]);
    expect(metrics).toEqual({ clusters: 3 });
  });

  test('has as many clusters as labels after the query, and no more than its parameter', async () => {
    const made = { features, labelledFeatures: [[0.5], [100.5]], size: 3 };
    expect((await select('typi-clust', made)).metrics).toEqual({ clusters: 5 });
    const limited = await select('typi-clust', { ...made, parameters: { clusters: 2 } });
    expect(limited.metrics).toEqual({ clusters: 2 });
  });

  test('queries the group without a label', async () => {
    const made = { features, labelledFeatures: [[0.5], [200.5]], size: 1 };
    expect([...(await select('typi-clust', made)).indices]).toEqual([109]);
  });

  test('the acquisition is the typicality in the whole pool', async () => {
    const typicality = await acquisitionOf('typi-clust', { features: [[0], [1], [2], [50]], size: 1 });
    // two neighbours, a sample itself among them
    expect(typicality.map((value) => 1 / value - 1e-5)).toEqual([0.5, 0.5, 0.5, 24].map((x) => expect.closeTo(x, 3)));
  });
});
