/** Passes with dropout: a stream for each pass, the trunk run again only where it has dropout, and their mean. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { Mode, Network } from '../../src/models/model.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { dropoutPasses, meanDropoutPrediction } from '../../src/trainer/dropout-passes.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const draw = (mode: Mode): number => (mode.training ? Number.NaN : (mode.dropout?.uniform() ?? 0));

/** Two classes with logits x + noise and 0; the noise is drawn in the trunk, the neck or both. */
function stub({ inTrunk, inNeck }: { inTrunk: boolean; inNeck: boolean }) {
  const modes: Record<'trunk' | 'neck', Mode[]> = { trunk: [], neck: [] };
  const pass = (part: 'trunk' | 'neck', drawn: boolean) => (x: tf.Tensor2D, mode: Mode) => {
    modes[part].push(mode);
    return drawn ? tf.add(x, draw(mode)) : tf.add(x, 0);
  };
  const network = {
    ...{ shape: [1], classes: 2 },
    trunk: pass('trunk', inTrunk),
    neck: pass('neck', inNeck),
    head: (features: tf.Tensor2D) => tf.concat([features, tf.zerosLike(features)], 1),
  } as unknown as Network;
  return { network, modes };
}
const batch = { positions: Int32Array.of(4, 9), values: Float32Array.of(0.5, -1) };
const probability = (logit: number) => 1 / (1 + Math.exp(-logit));
const noise = (pass: number, draws: number): number => {
  const rng = new Rng(3).child('pass', pass);
  return Array.from({ length: draws }, () => rng.uniform()).at(-1)!;
};

test('each pass has its own stream, the same for all samples', async () => {
  const { network, modes } = stub({ inTrunk: true, inNeck: false });
  const found = await dropoutPasses(network, batch, { passes: 3, rng: new Rng(3) });
  // [sample, pass, class]
  const expected = [0.5, -1].flatMap((x) =>
    [0, 1, 2].flatMap((pass) => {
      const p = probability(x + noise(pass, 1));
      return [p, 1 - p];
    }),
  );
  expect(found).toHaveLength(12);
  found.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
  // with dropout in the trunk it runs once for each pass, in inference mode
  expect(modes.trunk).toHaveLength(3);
  expect([...modes.trunk, ...modes.neck].every((mode) => !mode.training && mode.dropout)).toBe(true);
});

test('a trunk without dropout runs once, and the passes differ by the neck', async () => {
  const { network, modes } = stub({ inTrunk: false, inNeck: true });
  const found = await dropoutPasses(network, batch, { passes: 4, rng: new Rng(3) });
  expect(modes.trunk).toHaveLength(1);
  expect(modes.neck).toHaveLength(4);
  [0, 1, 2, 3].forEach((pass) => expect(found[2 * pass]).toBeCloseTo(probability(0.5 + noise(pass, 1)), 5));
});

test('the neck goes on with the stream of its pass’s trunk', async () => {
  const { network } = stub({ inTrunk: true, inNeck: true });
  const found = await dropoutPasses(network, batch, { passes: 2, rng: new Rng(3) });
  [0, 1].forEach((pass) => expect(found[2 * pass]).toBeCloseTo(probability(0.5 + noise(pass, 1) + noise(pass, 2)), 5));
});

test('the prediction is the mean of the passes', async () => {
  const { network } = stub({ inTrunk: true, inNeck: true });
  const options = { passes: 3, rng: new Rng(3) };
  const passes = await dropoutPasses(network, batch, options);
  const mean = await meanDropoutPrediction(network, batch, options);
  expect(mean).toHaveLength(4);
  for (const [sample, label] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const)
    // prettier-ignore
    expect(mean[2 * sample + label]).toBeCloseTo(
      [0, 1, 2].reduce((sum, pass) => sum + passes[(sample * 3 + pass) * 2 + label]! / 3, 0),
      6,
    );
});
