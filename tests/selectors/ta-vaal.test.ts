/** The condition of TA-VAAL: rank variables by hand, and VAAL's ranking where it is constant. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import type { ConditionSource } from '../../src/selectors/vaal/condition.ts';
import { fitVaal, type VaalSettings } from '../../src/selectors/vaal/fit-vaal.ts';
import { batchRanks, rankAmong, rankCondition } from '../../src/selectors/vaal/rank-condition.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { silentControl } from '../support/point-samples.ts';
import { sampleSet } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const given = Float32Array.of(0.5, 0.2, 0.9, 0.4);
const losses = {
  predict: (samples: tf.Tensor) => tf.reshape(samples, [-1]) as tf.Tensor1D,
  candidates: given,
};
const valuesOf = (tensor: tf.Tensor) => [...tensor.dataSync()];
const rounded = (values: number[]) => values.map((value) => expect.closeTo(value, 6));

describe('the rank variable', () => {
  test('by the code: the sigmoid for the decoder, the predicted loss itself for the discriminator', async () => {
    const condition = rankCondition(losses, 'sigmoid');
    const { decoder, discriminator } = condition.ofBatch(tf.tensor1d(given));
    expect(decoder.shape).toEqual([4, 1]);
    expect(valuesOf(decoder)).toEqual(rounded([0.6224593, 0.549834, 0.7109495, 0.5986877]));
    expect(valuesOf(discriminator)).toEqual(rounded([...given]));
    expect([...(await condition.ofQuery(tf.tensor1d([3, -7])))]).toEqual([3, -7]);
  });

  test('by the abstract: the rank in the batch ÷ (n − 1), and at the query the rank among the candidates', async () => {
    const condition = rankCondition(losses, 'rank');
    const { decoder, discriminator } = condition.ofBatch(tf.tensor1d(given));
    expect(valuesOf(decoder)).toEqual(rounded([2 / 3, 0, 1, 1 / 3]));
    expect(valuesOf(discriminator)).toEqual(valuesOf(decoder));
    // in batches of any size
    expect([...(await condition.ofQuery(tf.tensor1d(given)))]).toEqual(rounded([2 / 3, 0, 1, 1 / 3]));
    expect([...(await condition.ofQuery(tf.tensor1d([0.9])))]).toEqual([1]);
    expect([...(await condition.ofQuery(tf.tensor1d([-5, 0.45, 5])))]).toEqual([0, 0.5, 1]);
  });

  test('equals have the mean of their ranks, and one sample has rank 0', () => {
    expect(valuesOf(batchRanks(tf.tensor1d([1, 3, 1, 1, 2])))).toEqual(rounded([0.25, 1, 0.25, 0.25, 0.75]));
    expect(valuesOf(batchRanks(tf.tensor1d([4])))).toEqual([0]);
    const ascending = Float32Array.of(1, 1, 1, 2, 3);
    expect([...ascending].map((value) => rankAmong(ascending, value))).toEqual([0.25, 0.25, 0.25, 0.75, 1]);
    expect(rankAmong(Float32Array.of(4), 4)).toBe(0);
  });
});

const settings: VaalSettings = {
  ...{ latent: 3, width: 0.03125, steps: 20, vaeSteps: 1, batch: 8, rate: 1e-2 },
  ...{ beta: 1, adversaryWeight: 1, klReduction: 'mean-all' },
};
const constant = (value: number): ConditionSource => ({
  ofBatch: (samples) => {
    const filled = tf.fill([samples.shape[0]!, 1], value) as tf.Tensor2D;
    return { decoder: filled, discriminator: filled };
  },
  ofQuery: (samples) => Promise.resolve(new Float32Array(samples.shape[0]!).fill(value)),
});
const rng = new Rng(31);
const rows = Array.from({ length: 30 }, () => [rng.normal(), rng.normal()]);
const samples = { labelled: sampleSet(rows.slice(0, 8)), unlabelled: sampleSet(rows.slice(8)), shape: [2] };
const pool = Float32Array.from(rows.flat());
const orderOf = (logits: Float32Array) => [...logits.keys()].sort((a, b) => logits[a]! - logits[b]!);

test('with a constant predicted loss the ranking is VAAL’s with the same networks and one dead input', async () => {
  const fitted = await fitVaal({ ...samples, rng: new Rng(1), condition: constant(0.7) }, settings, silentControl);
  const { vae, discriminator } = fitted.networks;
  // the dead input is part of the bias of the first layer
  const [weights, bias, second, secondBias, last, lastBias] = discriminator.variables as unknown as tf.Tensor2D[];
  const plain = tf.tidy(() => {
    const { mean } = vae.encode(tf.tensor2d(rows), { training: false });
    const dead = tf.mul(tf.slice(weights!, [3, 0], [1, -1]), 0.7);
    const first = tf.relu(tf.add(tf.matMul(mean, tf.slice(weights!, [0, 0], [3, -1])), tf.add(bias!, dead)));
    const top = tf.relu(tf.add(tf.matMul(first as tf.Tensor2D, second!), secondBias!));
    return tf.reshape(tf.add(tf.matMul(top as tf.Tensor2D, last!), lastBias!), [-1]).dataSync() as Float32Array;
  });
  const logits = await fitted.logits(pool);
  logits.forEach((logit, i) => expect(logit).toBeCloseTo(plain[i]!, 4));
  expect(orderOf(logits)).toEqual(orderOf(plain));
  fitted.dispose();
});

test('what the discriminator takes of the predicted losses decides where nothing else differs', async () => {
  // labelled and unlabelled samples are the same; the ranker gives the unlabelled ones more
  const same = Array.from({ length: 40 }, () => [0.5, -0.5]);
  let call = 0;
  const condition: ConditionSource = {
    ofBatch: (of) => constant(call++ % 2 ? 2 : -2).ofBatch(of),
    ofQuery: (of) => Promise.resolve(Float32Array.from({ length: of.shape[0]! }, (_, i) => (i % 2 ? 2 : -2))),
  };
  const pools = { labelled: sampleSet(same), unlabelled: sampleSet(same), shape: [2], rng: new Rng(2), condition };
  const fitted = await fitVaal(pools, { ...settings, steps: 100 }, silentControl);
  const logits = await fitted.logits(Float32Array.from(same.flat()));
  for (const [i, logit] of logits.entries()) expect(Math.sign(logit)).toBe(i % 2 ? -1 : 1);
  fitted.dispose();
});
