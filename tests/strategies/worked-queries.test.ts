/** Queries against what their papers' equations give for small pools, worked out in the test. */
import { beforeAll, describe, expect, test } from 'vitest';
import { alfaMix } from '../../src/strategies/alfa-mix.ts';
import { coreSet } from '../../src/strategies/core-set.ts';
import { mixtureQuery } from '../../src/strategies/mixture-query.ts';
import { waal } from '../../src/strategies/waal.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { linearNetwork, strategyContext } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

describe('WAAL asks for the least ½ max −ln p + ½ Σ −ln p − c · g', () => {
  // logits are x and 0; the critic is the second coordinate
  const features = [[0, 0], [1, 0.35], [-2, 0.75], [3, 0.9], [0.5, 0.1]]; // prettier-ignore
  const critic = (z: tf.Tensor2D) => tf.reshape(tf.slice(z, [0, 1], [-1, 1]), [-1]) as tf.Tensor1D;
  const made = {
    ...{ features, probabilities: features.map(() => [0.5, 0.5]), network: linearNetwork(2, 2, [1, 0, 0, 0]) },
    artifacts: { scores: { critic }, dispose: () => undefined },
  };
  const scoreOf = ([x, g]: number[], c: number, worst: number): number => {
    const losses = [Math.log(1 + Math.exp(-x!)), Math.log(1 + Math.exp(x!))];
    return worst * Math.max(...losses) + (1 - worst) * (losses[0]! + losses[1]!) - c * g!;
  };

  test.each([
    ['c = 5 where nothing is said', {}, 5, 0.5],
    ['c = 10', { selection: 10 }, 10, 0.5],
    ['c = 0.5', { selection: 0.5 }, 0.5, 0.5],
    ['the worst case alone', { mixture: 1 }, 5, 1],
    ['the sum alone', { mixture: 0 }, 5, 0],
    ['a quarter of the worst case', { selection: 2, mixture: 0.25 }, 2, 0.25],
  ] as const)('with %s', async (_, parameters, c, worst) => {
    const { indices, scores } = await waal.select(strategyContext({ ...made, size: 4, parameters }));
    const worked = features.map((row) => scoreOf(row, c, worst));
    const order = worked.map((_, i) => i).sort((a, b) => worked[a]! - worked[b]!);
    expect([...indices]).toEqual(order.slice(0, 4).map((i) => 100 + i));
    scores.forEach((score, rank) => expect(score).toBeCloseTo(worked[order[rank]!]!, 5));
  });
});

describe('ALFA-Mix mixes in ε = cap / √d of the distance', () => {
  // class 0 where the first of four coordinates is positive; the steepest loss points along it
  const network = linearNetwork(4, 2, [1, -1, 0, 0, 0, 0, 0, 0]);
  // in one class, at about 10 from the anchor: with the cap of the paper the way is 10 · 0.2 / √4 = 1
  const features = [[0.3, 0, 0, 0], [0.75, 0, 0, 0], [1.5, 0, 0, 0], [4, 0, 0, 0]]; // prettier-ignore
  const made = {
    ...{ features, probabilities: features.map(() => [0.9, 0.1]), network, labels: [0], size: 4 },
    labelledFeatures: [[-0.1, 10, 0, 0]],
  };

  test.each([
    ['the paper’s cap', {}, 2],
    ['half of it', { cap: 0.1 }, 1],
    ['twice as much', { cap: 0.4 }, 3],
  ])('%s', async (_, parameters, flips) => {
    const { indices, scores } = await alfaMix.select(strategyContext({ ...made, parameters }));
    expect([...scores]).toEqual([0, 1, 2, 3].map((i) => +(i < flips)));
    expect([...indices].slice(0, flips).sort()).toEqual(Array.from({ length: flips }, (_, i) => 100 + i));
  });

  test('from the mean of a class, and from every class that has a label', async () => {
    // means at (−0.1, 10) and (−0.1, −30): the second alone moves a sample by 3
    const labelledFeatures = [[-0.1, 0, 0, 0], [-0.1, 20, 0, 0], [-0.1, -30, 0, 0]]; // prettier-ignore
    const flipsOf = async (labels: number[]) => {
      const context = strategyContext({ ...made, labelledFeatures: labelledFeatures.slice(0, labels.length), labels });
      return (await alfaMix.select(context)).scores.reduce((sum, one) => sum + one);
    };
    expect(await flipsOf([0, 0])).toBe(2);
    expect(await flipsOf([0, 0, 1])).toBe(3);
  });
});

test('core-set asks for the sample farthest from all that is labelled or already chosen, again and again', async () => {
  const rng = new Rng(12);
  const pointsOf = (count: number) => Array.from({ length: count }, () => [rng.normal(), rng.normal()]);
  const [features, labelledFeatures] = [pointsOf(30), pointsOf(4)];
  const centres = [...labelledFeatures];
  const [worked, distances]: [number[], number[]] = [[], []];
  for (let step = 0; step < 6; step++) {
    const reach = features.map(([x, y]) => Math.min(...centres.map(([u, v]) => Math.hypot(x! - u!, y! - v!))));
    const farthest = reach.indexOf(Math.max(...reach));
    worked.push(100 + farthest);
    distances.push(reach[farthest]!);
    centres.push(features[farthest]!);
  }
  const context = strategyContext({ features, labelledFeatures, size: 6 });
  const { indices, scores } = await coreSet.select(context);
  expect([...indices]).toEqual(worked);
  scores.forEach((score, i) => expect(score).toBeCloseTo(distances[i]!, 5));
  // without the labels it begins elsewhere
  const blind = await coreSet.select(strategyContext({ features, labelledFeatures: [[50, 50]], size: 6 })); // prettier-ignore
  expect(blind.indices[0]).not.toBe(worked[0]);
});

describe('the mixture query chooses among the best of each class', () => {
  // the third coordinate decides how sure the learner is, and is too small to turn a direction
  const network = linearNetwork(3, 2, [0, 0, 0, 0, 1000, 0]);
  const made = (places: [number, number][]) => {
    const features = places.map(([x, y], i) => [x, y, 0.0005 * (i + 1)]);
    return { features, probabilities: features.map(() => [0.5, 0.5]), labelledFeatures: [[0, 0, 0]], network };
  };
  const entropyAlone = { like: false, dis: false, balance: false };
  // of the four short ones the middle lies at the first; by direction there are two groups, whatever the length
  const places: [number, number][] = [[1, 0], [20, 0], [1.2, 0], [21, 0], [0, 1], [0, 1.1], [0, 30], [0, 31]]; // prettier-ignore
  const chosen = async (parameters: Record<string, number | boolean>) =>
    [...(await mixtureQuery.select(strategyContext({ ...made(places), size: 2, parameters: { ...entropyAlone, ...parameters } }))).indices].map((index) => index - 100); // prettier-ignore

  test('one of each direction, whatever their lengths', async () => {
    const [first, second] = (await chosen({})).sort();
    expect(first).toBeLessThan(4);
    // of the third that are candidates, six
    expect([4, 5]).toContain(second);
  });

  test('the highest ranks as they are where there are no more candidates than queries', async () => {
    expect(await chosen({ candidates: 1 })).toEqual([0, 1]);
  });

  test('as few of a direction as there are in the candidates', async () => {
    // four candidates, all of one direction
    for (const one of await chosen({ candidates: 2 })) expect(one).toBeLessThan(4);
  });

  test('I_ent alone ranks by entropy, and the scores are its ranks', async () => {
    const { scores } = await mixtureQuery.select(strategyContext({ ...made(places), size: 2, parameters: { ...entropyAlone, candidates: 1 } })); // prettier-ignore
    expect([...scores]).toEqual([1, 7 / 8]);
  });
});
