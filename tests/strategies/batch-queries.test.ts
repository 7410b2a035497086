/** BatchBALD and the class-balanced query against their definitions, with every batch or labelling counted. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { batchBald } from '../../src/strategies/batch-bald.ts';
import { bald } from '../../src/strategies/bald.ts';
import { classBalanced } from '../../src/strategies/class-balanced.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { dropoutPasses } from '../../src/trainer/dropout-passes.ts';
import { linearNetwork, strategyContext } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const [PASSES, CLASSES] = [8, 2];

describe('information about the weights', () => {
  const rng = new Rng(21);
  const features = Array.from({ length: 12 }, () => [2 * rng.normal(), 2 * rng.normal(), rng.normal()]);
  const network = linearNetwork(3, CLASSES);
  const made = { features, probabilities: features.map(() => [0.5, 0.5]), network, seed: 3 };
  const contextOf = (size: number) => strategyContext({ ...made, size, parameters: { passes: PASSES } });

  /** p_t(y) of each sample, pass after pass. */
  async function passesOf(): Promise<number[][]> {
    const batch = { positions: Int32Array.from(features, (_, i) => i), values: Float32Array.from(features.flat()) };
    const probabilities = await dropoutPasses(network, batch, { passes: PASSES, rng: contextOf(1).rng });
    const width = PASSES * CLASSES;
    return features.map((_, i) => [...probabilities.slice(i * width, (i + 1) * width)]);
  }

  /** I(y₁ … yₙ; ω) = H(y₁ … yₙ) − mean_t Σ H(p_t(y)), over all labellings. */
  function jointInformation(samples: readonly number[][]): number {
    let information = 0;
    for (let code = 0; code < CLASSES ** samples.length; code++) {
      let p = 0;
      for (let t = 0; t < PASSES; t++)
        p += samples.reduce((product, one, j) => product * one[t * CLASSES + (Math.floor(code / CLASSES ** j) % CLASSES)]!, 1 / PASSES); // prettier-ignore
      information -= p * Math.log(p);
    }
    return information + samples.flat().reduce((sum, p) => sum + p * Math.log(p), 0) / PASSES;
  }

  test('BALD asks for the samples with the most, the most informative first', async () => {
    const worked = (await passesOf()).map((one) => jointInformation([one]));
    const order = worked.map((_, i) => i).sort((a, b) => worked[b]! - worked[a]!);
    const { indices, scores } = await bald.select(contextOf(4));
    expect([...indices]).toEqual(order.slice(0, 4).map((i) => 100 + i));
    scores.forEach((score, rank) => expect(score).toBeCloseTo(worked[order[rank]!]!, 4));
  });

  test('BatchBALD begins with the most informative sample and adds the one that adds most', async () => {
    const passes = await passesOf();
    const batch: number[] = [];
    const gains: number[] = [];
    for (let step = 0; step < 4; step++) {
      const before = jointInformation(batch.map((i) => passes[i]!));
      const gainOf = (i: number) => (batch.includes(i) ? -1 : jointInformation([...batch, i].map((j) => passes[j]!)) - before); // prettier-ignore
      const all = passes.map((_, i) => gainOf(i));
      const best = all.indexOf(Math.max(...all));
      gains.push(all[best]!);
      batch.push(best);
    }
    const { indices, scores } = await batchBald.select(contextOf(4));
    expect([...indices]).toEqual(batch.map((i) => 100 + i));
    scores.forEach((score, step) => expect(score).toBeCloseTo(gains[step]!, 4));
    // which is not what BALD takes
    expect([...(await bald.select(contextOf(4))).indices]).not.toEqual([...indices]);
  });
});

describe('the class-balanced query', () => {
  /** λ ‖Ω − Pᵀz‖₁ − Σ entropy of a batch. */
  const costOf = (rows: readonly number[][], missing: readonly number[], balance: number) => (batch: readonly number[]) =>
    balance * missing.reduce((sum, one, c) => sum + Math.abs(one - batch.reduce((all, i) => all + rows[i]![c]!, 0)), 0) +
    batch.reduce((sum, i) => sum + rows[i]!.reduce((all, p) => all + p * Math.log(p), 0), 0); // prettier-ignore

  test('ends where no exchange of one sample makes the batch better, which greedy choice alone does not reach', async () => {
    const [SIZE, BALANCE] = [4, 2];
    let improved = 0;
    for (let seed = 0; seed < 12; seed++) {
      const rng = new Rng(seed, 'pool');
      const rows = Array.from({ length: 14 }, () => {
        const weights = [rng.uniform(), rng.uniform(), rng.uniform()];
        const sum = weights.reduce((a, b) => a + b);
        return weights.map((one) => Math.fround(one / sum));
      });
      // labels 0, 0, 1 and four queries: 7 / 3, in whole labels 2 of each class
      const cost = costOf(rows, [0, 1, 2], BALANCE);
      const labels = { labelledFeatures: [[0], [0], [0]], labels: [0, 0, 1] };
      const context = strategyContext({ probabilities: rows, ...labels, size: SIZE, parameters: { balance: BALANCE } });
      const { indices } = await classBalanced.select(context);
      const batch = [...indices].map((index) => index - 100);
      const others = rows.map((_, i) => i).filter((i) => !batch.includes(i));
      for (let place = 0; place < SIZE; place++)
        for (const other of others) expect(cost(batch.with(place, other))).toBeGreaterThan(cost(batch) - 1e-5);
      const greedy: number[] = [];
      for (let step = 0; step < SIZE; step++) {
        const costs = rows.map((_, i) => (greedy.includes(i) ? Infinity : cost([...greedy, i])));
        greedy.push(costs.indexOf(Math.min(...costs)));
      }
      expect(cost(batch)).toBeLessThan(cost(greedy) + 1e-6);
      if (cost(batch) < cost(greedy) - 1e-4) improved++;
    }
    expect(improved).toBeGreaterThan(0);
  });

  test('weighs a missing label by 0.6 nats where nothing is said, as its authors do for ten classes', async () => {
    const rows = [[0.5, 0.5], [0.6, 0.4], [0.05, 0.95], [0.1, 0.9]]; // prettier-ignore
    const made = { probabilities: rows, labelledFeatures: [[0], [0], [0]], labels: [0, 0, 0], size: 1 };
    // three labels and one query, two of each class: class 1 lacks 2
    const costs = rows.map((_, i) => costOf(rows, [0, 2], 0.6)([i]));
    const { indices } = await classBalanced.select(strategyContext(made));
    expect(indices[0]).toBe(100 + costs.indexOf(Math.min(...costs)));
  });
});
