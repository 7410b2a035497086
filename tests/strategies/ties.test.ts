/** Equal scores are broken by a seeded draw: a pool that is sorted by class does not give batches of one class. */
import { beforeAll, describe, expect, test } from 'vitest';
import { inTieOrder, tieOrder } from '../../src/algorithms/tie-order.ts';
import { modelNamed } from '../../src/models/index.ts';
import { Rng } from '../../src/random/rng.ts';
import { strategies } from '../../src/strategies/index.ts';
import { BalancedBatch } from '../../src/strategies/class-balanced.ts';
import { rankAmong, ranksOf } from '../../src/strategies/support/ranks.ts';
import { Top } from '../../src/strategies/support/top.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { strategyContext } from '../support/strategy-context.ts';
import { generatorContext } from '../support/stubs/generator-context.ts';

beforeAll(() => chooseBackend('wasm'));

const POOL = 60;
const SIZE = 12;
const quick: Record<string, Record<string, number>> = {
  bald: { passes: 2 },
  'batch-bald': { passes: 2, histories: 100 },
  'deep-fool': { steps: 2 },
  mixture: { iterations: 2 },
};

const gan = { gan: 'plane-wgan-gp', latentSteps: 0 };
/** Each way of choosing of the strategies with a generator that choose among the pool; GAAL's queries are not of the pool. */
const generating: Record<string, Record<string, number | string>[]> = {
  asal: [
    gan,
    { ...gan, variant: 'generate', multiple: 2 },
    { ...gan, variant: 'neighbours', multiple: 2 },
    { ...gan, features: 'classifier' },
    { ...gan, features: 'classifier', search: 'tree' },
    { ...gan, features: 'classifier', search: 'approximate' },
    { ...gan, objective: 'minimum-distance', variant: 'neighbours', multiple: 2 },
  ],
  adba: [gan],
  gaal: [],
};
const cases = strategies.flatMap((strategy) =>
  (generating[strategy.about.name] ?? [quick[strategy.about.name] ?? {}]).map(
    (parameters) => [strategy.about.name, parameters, strategy] as const,
  ),
);

test('all strategies with a generator are here', () => {
  const names = strategies.filter(({ about }) => about.requires.includes('generator')).map(({ about }) => about.name);
  expect(Object.keys(generating).sort()).toEqual(names.sort());
});

describe.each(cases)('%s %j', (name, parameters, strategy) => {
  /** The positions queried in a pool of equal samples. */
  const queried = async (seed: number, batch = 7): Promise<number[]> => {
    const made = {
      probabilities: Array.from({ length: POOL }, () => [0.5, 0.5]),
      features: Array.from({ length: POOL }, () => [1, 2]),
      distances: Array<number>(POOL).fill(1),
      labelledFeatures: [[0, 1]],
    };
    const pool = { ...made, size: SIZE, seed, batch, parameters };
    if (!generating[name])
      return Array.from((await strategy.select(strategyContext(pool))).indices, (index) => index - 100);
    // ADBA asks for the hyperplane of the network itself.
    const network = modelNamed('linear').build({ shape: [2], classes: 2, rng: new Rng(3), parameters: {} });
    const { indices, synthesizedQueries } = await strategy.select(generatorContext({ ...pool, network }));
    network.dispose();
    return Array.from(synthesizedQueries?.throughIndices ?? indices, (index) => index - 100);
  };

  test('draws from all of a pool of equal samples, whatever their order in it', async () => {
    const batches: number[][] = [];
    for (const seed of [1, 2, 3]) batches.push(await queried(seed));
    for (const batch of batches) {
      // of a uniform draw of 12 of 60, fewer than two are in either half with a probability below 0.003
      const firstHalf = batch.filter((position) => position < POOL / 2).length;
      expect(firstHalf).toBeGreaterThanOrEqual(2);
      expect(firstHalf).toBeLessThanOrEqual(SIZE - 2);
    }
    expect(new Set(batches.map((batch) => [...batch].sort((a, b) => a - b).join())).size).toBe(3);
    expect(await queried(1, 25)).toEqual(batches[0]);
  });
});

describe('the order of ties', () => {
  test('is a permutation, another for each seed, and draws nothing from the stream', () => {
    const rng = new Rng(5, 'strategy');
    const before = [...rng.state()];
    const orders = [new Rng(1), new Rng(2)].map((one) => [...inTieOrder(200, tieOrder(one))]);
    expect([...inTieOrder(200, tieOrder(rng))].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(orders[0]).not.toEqual(orders[1]);
    expect([...rng.state()]).toEqual(before);
  });

  test('puts each sample first equally often', () => {
    const first = new Int32Array(5);
    for (let seed = 0; seed < 2000; seed++) first[inTieOrder(5, tieOrder(new Rng(seed, 'strategy')))[0]!]!++;
    // expected 400 with a standard deviation of 18
    for (const count of first) expect(Math.abs(count - 400)).toBeLessThan(90);
  });

  test('decides between equal scores alone', () => {
    const order = tieOrder(new Rng(1));
    const top = new Top(3, order);
    const scores = [1, 2, 2, 2, 3, 0];
    scores.forEach((score, i) => top.offer(i, score, score));
    const equal = [1, 2, 3].sort((a, b) => order(a) - order(b));
    expect([...top.toSelection().indices]).toEqual([4, equal[0], equal[1]]);
  });
});

test('a rank among others is the rank within them: equals have the mean of their ranks', () => {
  const values = Float64Array.of(4, 1, 4, 4, 2, 9, 1);
  const sorted = values.slice().sort();
  expect([...values].map((value) => rankAmong(sorted, value))).toEqual([...ranksOf(values)]);
  expect(rankAmong(sorted, 0)).toBe(0);
  expect(rankAmong(sorted, 3)).toBe(3 / 7);
  expect(rankAmong(sorted, NaN)).toBe(0);
});

test('class-balanced entropy finds the sample of least cost without looking at all', () => {
  let looked = 0;
  for (let seed = 0; seed < 40; seed++) {
    const rng = new Rng(seed);
    const [count, classes] = [50, 4];
    const rows = Array.from({ length: count }, () => {
      const weights = Array.from({ length: classes }, () => Math.exp(3 * rng.normal()));
      const sum = weights.reduce((a, b) => a + b);
      return weights.map((weight) => weight / sum);
    });
    const entropies = Float64Array.from(rows, (row) => -row.reduce((sum, p) => sum + p * Math.log(p), 0));
    const missing = Float64Array.from({ length: classes }, () => rng.integer(3));
    const balance = rng.between(0, 3);
    const probabilities = Float32Array.from(rows.flat());
    const counted = new Proxy(probabilities, {
      get: (target, key) => {
        looked += 1 / classes;
        return Reflect.get(target, key) as unknown;
      },
    });
    const batch = new BalancedBatch({ probabilities: counted, entropies, missing, balance, order: tieOrder(rng) });
    const left = missing.slice();
    for (let step = 0; step < 8; step++) {
      const costs = rows.map((_, i) =>
        batch.selected.includes(i)
          ? Infinity
          : balance * left.reduce((sum, one, c) => sum + Math.abs(one - probabilities[i * classes + c]!), 0) - entropies[i]!,
      ); // prettier-ignore
      batch.addBest();
      const added = batch.selected.at(-1)!;
      expect(costs[added]! - Math.min(...costs)).toBeLessThan(1e-7);
      for (let c = 0; c < classes; c++) left[c]! -= probabilities[added * classes + c]!;
    }
  }
  // eight looks at 50 samples each, and one at all for the bound: without the bound 360 and more
  expect(looked / 40).toBeLessThan(300);
});
