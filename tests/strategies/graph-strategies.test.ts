/** Queries of UncertainGCN and CoreGCN: worked by hand, and on groups. */
import { beforeAll, describe, expect, test } from 'vitest';
import { farthestFirst } from '../../src/algorithms/clustering/farthest-first.ts';
import { pointsOf } from '../../src/algorithms/points.ts';
import { Rng } from '../../src/random/rng.ts';
import { strategyNamed } from '../../src/strategies/index.ts';
import { nearestToMargin } from '../../src/strategies/learned/uncertain-gcn.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { fullView, strategyContext, type PoolFixture } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const logit = (p: number) => Math.log(p / (1 - p));

test('UncertainGCN queries the confidences nearest to the margin first', () => {
  const nodes = { indices: Int32Array.of(7, 8, 9, 10), logits: Float32Array.from([0.02, 0.08, 0.3, 0.9], logit) };
  const { indices, scores } = nearestToMargin(nodes, 0.1, { batchSize: 2, rng: new Rng(1) });
  expect([...indices]).toEqual([8, 7]);
  expect([...scores]).toEqual([expect.closeTo(0.02, 5), expect.closeTo(0.08, 5)]);
});

test('CoreGCN’s k-centre on a line takes 10, then 4, with a label at 0', async () => {
  const options = { centres: pointsOf(Float32Array.of(0), 1), size: 2, order: (i: number) => i };
  const { positions } = await farthestFirst(pointsOf(Float32Array.of(1, 4, 10), 1), options, () => Promise.resolve());
  expect([...positions]).toEqual([2, 1]);
});

describe('on groups of directions', () => {
  const groups = 10;
  const rng = new Rng(9);
  const member = (group: number) =>
    Array.from({ length: groups + 1 }, (_, d) => (d === group ? 2 : 0) + 0.05 * rng.uniform());
  // the last group is labelled, and not in the pool
  const made: PoolFixture = {
    features: Array.from({ length: 80 }, (_, i) => member(i % groups)),
    labelledFeatures: Array.from({ length: 6 }, () => member(groups)),
    size: groups,
    parameters: { hidden: 32 },
  };

  test('CoreGCN covers ten groups in ten queries', async () => {
    // one sample of each group here and there among many like the labelled ones
    const groupAt = (i: number) => (i % 7 === 3 ? (i - 3) / 7 : groups);
    const features = Array.from({ length: 70 }, (_, i) => member(groupAt(i)));
    const { indices, scores } = await strategyNamed('core-gcn').select(strategyContext({ ...made, features }));
    expect([...indices].map((index) => groupAt(index - 100)).sort((a, b) => a - b)).toEqual([...Array(groups).keys()]);
    // the distance to what is labelled or queried
    expect([...scores].every(Number.isFinite)).toBe(true);
    expect([...scores]).toEqual([...scores].sort((a, b) => b - a));
  });

  test('the acquisition of CoreGCN is highest for what is unlike the labelled', async () => {
    const acquisition = await strategyNamed('core-gcn').acquisition!(strategyContext(made));
    const places = { ...made, features: [member(groups), member(3), member(groups)] };
    const scores = await acquisition.score(await fullView(places, acquisition.outputs));
    expect(scores[1]).toBeGreaterThan(3 * Math.max(scores[0]!, scores[2]!));
  });

  test('UncertainGCN queries unlabelled-looking samples at a small margin and labelled-looking ones at a large one', async () => {
    const mixed = { ...made, features: Array.from({ length: 80 }, (_, i) => member(i % 2 ? groups : i % groups)) };
    const queried = async (margin: number) => {
      const parameters = { hidden: 32, margin, steps: 400, rate: 0.01 };
      const { indices } = await strategyNamed('uncertain-gcn').select(strategyContext({ ...mixed, parameters }));
      return [...indices].map((index) => (index - 100) % 2);
    };
    expect(await queried(0)).toEqual(Array(10).fill(0));
    expect(await queried(1)).toEqual(Array(10).fill(1));
  });

  test('UncertainGCN reports the quartiles of the confidences', async () => {
    const { metrics } = await strategyNamed('uncertain-gcn').select(strategyContext({ ...made, size: 1 }));
    const [low, middle, high] = Object.values(metrics!) as [number, number, number];
    expect(Object.keys(metrics!)).toHaveLength(3);
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThanOrEqual(middle);
    expect(middle).toBeLessThanOrEqual(high);
    expect(high).toBeLessThan(1);
  });

  test('only samples of the random subset are queried', async () => {
    const context = strategyContext({ ...made, parameters: { ...made.parameters, subset: 12, steps: 3 } });
    const asked: number[] = [];
    const { indices } = await strategyNamed('core-gcn').select({
      ...context,
      predict: (outputs, among) => (asked.push(...among!), context.predict(outputs, among)),
    });
    expect(asked).toHaveLength(12);
    for (const index of indices) expect(asked).toContain(index);
  });
});
