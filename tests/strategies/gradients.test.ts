/** The strategies that use gradients: DeepFool, BADGE, ALFA-Mix. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import { alfaMix, mixFeatures } from '../../src/strategies/alfa-mix.ts';
import { badge } from '../../src/strategies/badge.ts';
import { deepFool, perturbationNorms } from '../../src/strategies/deep-fool.ts';
import { logitGradients, logitsOf } from '../../src/strategies/support/logit-gradients.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { leaksOf } from '../../src/tensor/memory-leaks.ts';
import { strategyContext, linearNetwork } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const valuesOf = (rows: number[][]) => Float32Array.from(rows.flat());
const limits = { steps: 50, classes: 9, maxNorm: Infinity, checkpoint: () => Promise.resolve() };

describe('DeepFool', () => {
  test('on a linear classifier the perturbation is the distance to the nearest boundary, and its overshoot', async () => {
    // logits x, y and −x − y: boundaries x = y, 2x = −y, x = −2y
    const network = linearNetwork(2, 3, [1, 0, -1, 0, 1, -1]);
    const places = [[3, 1], [5, -1], [-2, -4]]; // prettier-ignore
    const norms = await perturbationNorms(network, valuesOf(places), limits);
    const distances = places.map(([x, y]) => {
      const all = [(x! - y!) / Math.SQRT2, (2 * x! + y!) / Math.sqrt(5), (x! + 2 * y!) / Math.sqrt(5)].map(Math.abs);
      const relevant = x! > y! && 2 * x! > -y! ? [all[0]!, all[1]!] : [all[1]!, all[2]!];
      return Math.min(...relevant);
    });
    norms.forEach((norm, i) => expect(norm).toBeCloseTo(1.02 * distances[i]!, 4));
  });

  test('on a non-linear classifier the samples of a batch do not influence each other', async () => {
    const network = modelNamed('mlp').build({ shape: [2], classes: 3, rng: new Rng(3), parameters: {} });
    const places = [[0.5, 0.2], [-1, 0.7], [2, -2], [0.1, 1.5]]; // prettier-ignore
    const together = await perturbationNorms(network, valuesOf(places), limits);
    for (const [i, place] of places.entries()) {
      const [alone] = await perturbationNorms(network, valuesOf([place]), limits);
      expect(together[i]).toBeCloseTo(alone!, 4);
      expect(alone).toBeGreaterThan(0);
    }
    network.dispose();
  });

  test('stops large perturbations early, and finds the nearest samples of the pool', async () => {
    const network = modelNamed('mlp').build({ shape: [2], classes: 3, rng: new Rng(4), parameters: {} });
    const rng = new Rng(2);
    const rows = Array.from({ length: 200 }, () => [2 * rng.normal(), 2 * rng.normal()]);
    const all = await perturbationNorms(network, valuesOf(rows), limits);
    const nearest = [...all.keys()].sort((a, b) => all[a]! - all[b]!).slice(0, 10);
    const made = { features: rows, probabilities: rows.map(() => [0.2, 0.3, 0.5]), size: 10, network };
    const { indices } = await deepFool.select(strategyContext(made));
    expect([...indices].map((index) => index - 100)).toEqual(nearest);
    network.dispose();
  });

  test('gradients of several sums agree with finite differences, and leave no tensors', async () => {
    const network = modelNamed('lenet-5').build({ shape: [16, 16, 1], classes: 4, rng: new Rng(1), parameters: {} });
    const values = Float32Array.from({ length: 2 * 256 }, (_, i) => Math.sin(3 * i));
    const sums = [0, 2].map((c) => Float32Array.from({ length: 8 }, (_, at) => +(at % 4 === c)));
    await logitsOf(network, values);
    const leaks = await leaksOf(() => logitGradients(network, values, sums));
    expect(leaks).toEqual({ tensors: 0, data: 0 });
    const [, second] = await logitGradients(network, values, sums);
    const at = 100;
    const moved = async (by: number) => (await logitsOf(network, values.with(at, values[at]! + by)))[2]!;
    expect(second![at]).toBeCloseTo(((await moved(0.01)) - (await moved(-0.01))) / 0.02, 2);
    network.dispose();
  });

  test('a network with hinge loss is refused with a problem', async () => {
    const network = { ...linearNetwork(1, 2), loss: 'hinge' as const };
    const made = { features: [[1], [2]], probabilities: [[0, 1], [1, 0]], size: 1, network }; // prettier-ignore
    await expect(deepFool.select(strategyContext(made))).rejects.toMatchObject({ code: 'unfit' });
  });
});

describe('BADGE', () => {
  const probabilities = [[0.5, 0.5], [0.6, 0.4], [0.99, 0.01], [0.55, 0.45]]; // prettier-ignore
  const features = [[1, 0], [5, 0], [5, 1], [0, 1]]; // prettier-ignore

  test('queries the longest gradient first; its length is ‖p − e‖ ‖z‖', async () => {
    const { indices, scores } = await badge.select(strategyContext({ probabilities, features, size: 1 }));
    expect([...indices]).toEqual([101]);
    expect(scores[0]).toBeCloseTo(Math.hypot(0.4, 0.4) * 5, 5);
  });

  test('draws the others in proportion to the squared distance of the gradients', async () => {
    const embedding = probabilities.map((p, i) => {
      const top = p.indexOf(Math.max(...p));
      return p.flatMap((q, c) => features[i]!.map((z) => (q - +(c === top)) * z));
    });
    const squared = embedding.map((one) => one.reduce((sum, x, d) => sum + (x - embedding[1]![d]!) ** 2, 0));
    const counts = [0, 0, 0, 0];
    const rounds = 1500;
    for (let seed = 0; seed < rounds; seed++) {
      const { indices } = await badge.select(strategyContext({ probabilities, features, size: 2, seed }));
      counts[indices[1]! - 100]!++;
    }
    const total = squared.reduce((a, b) => a + b);
    counts.forEach((count, i) => expect(count / rounds).toBeCloseTo(squared[i]! / total, 1));
    expect(counts[1]).toBe(0);
  });
});

describe('ALFA-Mix', () => {
  test('changes z by ε ‖z* − z‖ along the gradient, except where z* and z are equal', () => {
    const mixed = mixFeatures(
      Float32Array.of(4, 1),
      { features: Float32Array.of(1, 1), gradients: Float32Array.of(3, 4) },
      0.1,
    );
    expect(mixed[0]).toBeCloseTo(1 + 0.1 * 3 * 0.6, 6);
    expect(mixed[1]).toBe(1);
  });

  test('queries samples whose prediction flips, then random ones', async () => {
    const network = linearNetwork(2, 2, [1, -1, 0, 0]);
    const features = [[0.05, 1], [-0.05, -1], [9, 0], [-9, 0], [8, 3]]; // prettier-ignore
    const made = {
      features,
      probabilities: features.map(([x]) => (x! > 0 ? [0.9, 0.1] : [0.1, 0.9])),
      labelledFeatures: [[6, 6], [-6, 5]], // prettier-ignore
      labels: [0, 1],
      network,
    };
    expect([...(await alfaMix.select(strategyContext({ ...made, size: 2 }))).indices].sort()).toEqual([100, 101]);
    const { indices, scores } = await alfaMix.select(strategyContext({ ...made, size: 4 }));
    expect(new Set(indices).size).toBe(4);
    expect([...scores]).toEqual([1, 1, 0, 0]);
  });
});
