/** WAAL, the mixture query and class balance: scores by hand, planted groups, refusals. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { classQuotas } from '../../src/strategies/support/class-quotas.ts';
import { BalancedBatch, classBalanced, missingLabels } from '../../src/strategies/class-balanced.ts';
import { mixtureQuery } from '../../src/strategies/mixture-query.ts';
import { providedByNetwork } from '../../src/models/provided-keys.ts';
import { requirementsOf } from '../../src/protocol/parameter-requirements.ts';
import { checkRequirements } from '../../src/protocol/requirements.ts';
import { rankAmong, ranksOf } from '../../src/strategies/support/ranks.ts';
import { upperBound, waal } from '../../src/strategies/waal.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { strategyContext, linearNetwork, fullView } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const refusal = (part: string) => ({ code: 'unfit', message: expect.stringContaining(part) as string });
const nothing = { scores: {}, dispose: () => undefined };

describe('WAAL’s query', () => {
  test('U is half the maximum and half the sum of −ln p, and finite for a class of probability 0', () => {
    const p = Float32Array.of(0.5, 0.25, 0.25);
    expect(upperBound(p, 0.5)).toBeCloseTo(0.5 * Math.log(4) + 0.5 * (Math.log(2) + 2 * Math.log(4)), 5);
    expect(upperBound(p, 1)).toBeCloseTo(Math.log(4), 5);
    expect(Number.isFinite(upperBound(Float32Array.of(1, 0), 0.5))).toBe(true);
  });

  // logits are x and −x; the critic is the second coordinate
  const network = linearNetwork(2, 2, [1, -1, 0, 0]);
  const features = [[0, 0], [2, 1], [0.2, 0.9], [3, 0]]; // prettier-ignore
  const critic = (z: tf.Tensor2D) => tf.reshape(tf.slice(z, [0, 1], [-1, 1]), [-1]) as tf.Tensor1D;
  const made = {
    features,
    probabilities: features.map(() => [0.5, 0.5]),
    network,
    artifacts: { ...nothing, scores: { critic } },
  };

  test('without the critic uncertain samples come first, with it those unlike the labelled', async () => {
    const queriedWith = async (selection: number) =>
      [...(await waal.select(strategyContext({ ...made, size: 4, parameters: { selection } }))).indices].map(
        (one) => one - 100,
      );
    expect(await queriedWith(0)).toEqual([0, 2, 1, 3]);
    expect(await queriedWith(100)).toEqual([1, 2, 0, 3]);
  });

  test('its acquisition scores descend in the order of the queries', async () => {
    const probabilities = features.map(([x]) => [1 / (1 + Math.exp(-2 * x!)), 1 / (1 + Math.exp(2 * x!))]);
    const whole = { ...made, probabilities, size: 4 };
    const acquisition = await waal.acquisition!(strategyContext(whole));
    const scores = await acquisition.score(await fullView(whole, acquisition.outputs));
    const { indices } = await waal.select(strategyContext(whole));
    expect([0, 1, 2, 3].sort((a, b) => scores[b]! - scores[a]!)).toEqual([...indices].map((one) => one - 100));
  });

  test('a training without a critic is refused with a problem', async () => {
    const context = strategyContext({ ...made, size: 1, artifacts: nothing });
    await expect(waal.select(context)).rejects.toMatchObject(refusal('critic'));
  });
});

describe('the mixture query', () => {
  // three groups in the pool, two of them labelled
  const rng = new Rng(3);
  const at = (x: number, y: number) => [x + 0.3 * rng.normal(), y + 0.3 * rng.normal()];
  const features = Array.from({ length: 60 }, (_, i) => [at(0, 4), at(4, 0), at(-4, -4)][i % 3]!);
  const labelledFeatures = Array.from({ length: 12 }, (_, i) => [at(0, 4), at(4, 0)][i % 2]!);
  const made = {
    features,
    probabilities: features.map(() => [0.4, 0.3, 0.3]),
    labelledFeatures,
    labels: labelledFeatures.map((_, i) => i % 2),
    network: linearNetwork(2, 3, [0, 1, -1, 1, 0, -1]),
    artifacts: nothing,
  };
  const group = (index: number) => (index - 100) % 3;

  test('the likelihood ratio queries the group without labelled samples', async () => {
    for (const fit of ['exact', 'batches']) {
      const parameters = { dis: false, ent: false, balance: false, fit };
      const { indices } = await mixtureQuery.select(strategyContext({ ...made, size: 6, parameters }));
      expect([...indices].map(group), fit).toEqual(Array(6).fill(2));
    }
  });

  test('class balance gives each predicted class the same number of queries', async () => {
    const parameters = { dis: false, ent: false };
    const { indices } = await mixtureQuery.select(strategyContext({ ...made, size: 9, parameters }));
    expect([0, 1, 2].map((g) => [...indices].filter((index) => group(index) === g).length)).toEqual([3, 3, 3]);
  });

  test('every combination of the three metrics gives another batch', async () => {
    const critic = (z: tf.Tensor2D) => tf.sigmoid(tf.sum(z, 1)) as tf.Tensor1D;
    const seen = new Set<string>();
    for (let bits = 1; bits < 8; bits++) {
      const parameters = { like: !!(bits & 1), dis: !!(bits & 2), ent: !!(bits & 4), balance: false, candidates: 1 };
      const context = strategyContext({ ...made, size: 8, parameters, artifacts: { ...nothing, scores: { critic } } });
      const { indices } = await mixtureQuery.select(context);
      expect(new Set(indices).size).toBe(8);
      seen.add([...indices].sort().join());
    }
    expect(seen.size).toBe(7);
  });

  test('is refused with every metric off', async () => {
    const parameters = { like: false, dis: false, ent: false };
    const context = strategyContext({ ...made, size: 8, parameters });
    await expect(mixtureQuery.select(context)).rejects.toMatchObject({ code: 'unfit' });
  });

  test('uses the mixtures of the training where it provides them', async () => {
    const one = (mean: number[]) => ({
      components: 1,
      size: 2,
      weights: Float64Array.of(1),
      means: Float64Array.from(mean),
      variances: Float64Array.of(1, 1),
    });
    const mixtures = { unlabelled: one([0, 4]), labelled: one([-4, -4]) };
    const parameters = { dis: false, ent: false, balance: false };
    const context = strategyContext({ ...made, size: 6, parameters, artifacts: { mixtures, ...nothing } });
    expect([...(await mixtureQuery.select(context)).indices].map(group)).toEqual(Array(6).fill(0));
  });

  test('reports the batch of each metric alone, in order of rank, without balance and diversity', async () => {
    const critic = (z: tf.Tensor2D) => tf.sigmoid(tf.reshape(tf.slice(z, [0, 0], [-1, 1]), [-1])) as tf.Tensor1D;
    const context = strategyContext({ ...made, size: 6, artifacts: { ...nothing, scores: { critic } } });
    const { indices, perMetric: alone } = await mixtureQuery.select(context);
    expect(alone!.map((one) => one.metric)).toEqual(['I_like', 'I_dis', 'I_ent']);
    const [like, dis, ent] = alone!.map((one) => [...one.indices]);
    expect(like!.map(group)).toEqual(Array(6).fill(2));
    // the critic is the first coordinate
    const byCritic = features.map((_, i) => i).sort((a, b) => features[b]![0]! - features[a]![0]!);
    expect(dis).toEqual(byCritic.slice(0, 6).map((i) => 100 + i));
    expect(new Set(ent).size).toBe(6);
    expect(like).not.toEqual([...indices]);
    const one = await mixtureQuery.select(
      strategyContext({ ...made, size: 6, parameters: { dis: false, ent: false } }),
    );
    expect(one.perMetric!.map(({ metric }) => metric)).toEqual(['I_like']);
  });

  test('its acquisition is high in the unlabelled group and low in the labelled ones', async () => {
    const context = strategyContext({ ...made, size: 6, parameters: { dis: false, ent: false } });
    const acquisition = await mixtureQuery.acquisition!(context);
    const places = [[0, 4], [4, 0], [-4, -4]]; // prettier-ignore
    const view = { features: places, probabilities: places.map(() => [1, 0, 0]), size: 1 };
    const scores = await acquisition.score(await fullView(view, acquisition.outputs));
    expect(acquisition.mixtures?.unlabelled.components).toBe(3);
    expect(scores[2]).toBeGreaterThan(0.5);
    expect(Math.max(scores[0]!, scores[1]!)).toBeLessThan(scores[2]!);
  });

  test('the acquisition after a query is that without one, and does not predict the pool again', async () => {
    const parameters = { dis: false };
    const seen = { features: [[0, 4], [4, 0], [-4, -4]], probabilities: [[1, 0, 0], [0.5, 0.5, 0], [0.4, 0.3, 0.3]], size: 1 }; // prettier-ignore
    const fresh = strategyContext({ ...made, size: 6, parameters });
    const first = await mixtureQuery.acquisition!(fresh);
    const scores = await first.score(await fullView(seen, first.outputs));
    const context = strategyContext({ ...made, size: 6, parameters });
    await mixtureQuery.select(context);
    const read = vi.spyOn(context.learner.pool, 'read');
    const acquisition = await mixtureQuery.acquisition!({ ...context });
    expect(await acquisition.score(await fullView(seen, acquisition.outputs))).toEqual(scores);
    expect(acquisition.mixtures?.unlabelled.components).toBe(3);
    expect(read).not.toHaveBeenCalled();
  });

  test('a discriminator is required only where its metric is enabled', async () => {
    await expect(mixtureQuery.select(strategyContext({ ...made, size: 1 }))).rejects.toMatchObject(refusal('critic'));
    const network = { stochastic: false, loss: 'cross-entropy' as const };
    const check = (dis: boolean, leaves: string[]) => {
      const provides = [...providedByNetwork(network), ...leaves];
      checkRequirements(
        { requires: requirementsOf(mixtureQuery.about, { dis }), provides },
        { by: mixtureQuery.about },
      );
    };
    expect(() => check(true, ['mixtures'])).toThrow('critic');
    expect(() => check(false, [])).not.toThrow();
  });
});

test('a rank is the share of values not greater; equals have their mean rank; NaN has rank 0', () => {
  expect([...ranksOf(Float64Array.of(3, 1, 3, 9))]).toEqual([0.625, 0.25, 0.625, 1]);
  expect([...ranksOf(Float64Array.of(NaN, 5))]).toEqual([0, 0.5]);
  expect([0, 1, 2, 9].map((value) => rankAmong(Float64Array.of(1, 1, 3, 9), value))).toEqual([0, 0.375, 0.5, 1]);
});

test('quotas are as equal as the candidates allow, and add up to the batch', () => {
  expect([...classQuotas([9, 9, 9], 8, [2, 0, 1])]).toEqual([3, 2, 3]);
  expect([...classQuotas([1, 9, 0], 8, [0, 1, 2])]).toEqual([1, 7, 0]);
  expect([...classQuotas([1, 1, 1], 8, [0, 1, 2])]).toEqual([1, 1, 1]);
});

describe('class-balanced entropy', () => {
  test('missing labels are those that each class lacks of an equal share', () => {
    expect([...missingLabels(Int32Array.of(0, 0, 0, 0, 1), 3, 4)]).toEqual([0, 2, 3]);
  });

  test('exchanges never raise the cost, and end near the least cost of all batches', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rng = new Rng(seed);
      const probabilities = Float32Array.from({ length: 10 }, () => rng.uniform()).reduce(
        (rows, p, i) => (rows.set([p, 1 - p], 2 * i), rows),
        new Float32Array(20),
      );
      const entropies = Float64Array.from({ length: 10 }, () => rng.uniform());
      const missing = Float64Array.of(1, 3);
      const batchOf = () => new BalancedBatch({ probabilities, entropies, missing, balance: 2, order: (i) => i });
      const batch = batchOf();
      for (let i = 0; i < 4; i++) batch.addBest();
      let cost = batch.cost;
      const exchangeAll = () => [0, 1, 2, 3].map((place) => batch.exchange(place)).includes(true);
      while (exchangeAll()) {
        expect(batch.cost).toBeLessThan(cost);
        cost = batch.cost;
      }
      let best = Infinity;
      for (let bits = 0; bits < 1024; bits++) {
        const chosen = Array.from({ length: 10 }, (_, i) => i).filter((i) => bits & (1 << i));
        if (chosen.length !== 4) continue;
        const lacking = [1, 3].map((one, c) =>
          Math.abs(one - chosen.reduce((sum, i) => sum + probabilities[2 * i + c]!, 0)),
        );
        best = Math.min(best, 2 * (lacking[0]! + lacking[1]!) - chosen.reduce((sum, i) => sum + entropies[i]!, 0));
      }
      expect(cost).toBeGreaterThan(best - 1e-5);
      expect(cost - best).toBeLessThan(0.5);
    }
  });

  test('queries the class that lacks labels, although another is more uncertain', async () => {
    const probabilities = [[0.5, 0.5], [0.5, 0.5], [0.9, 0.1], [0.1, 0.9], [0.1, 0.9]]; // prettier-ignore
    const made = { probabilities, labelledFeatures: [[0], [0], [0], [0]], labels: [0, 0, 0, 0], size: 2 };
    const queriedWith = async (balance: number) =>
      [...(await classBalanced.select(strategyContext({ ...made, parameters: { balance } }))).indices].sort();
    expect(await queriedWith(0)).toEqual([100, 101]);
    expect(await queriedWith(5)).toEqual([103, 104]);
  });
});
