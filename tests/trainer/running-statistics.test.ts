/** Running statistics computed anew, and augmentation before a network, with networks whose passes can be counted by hand. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Mode, Network } from '../../src/models/model.ts';
import { Rng } from '../../src/random/rng.ts';
import { augmentation } from '../../src/tensor/augmentation.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { withAugmentation } from '../../src/trainer/augmentation.ts';
import { recomputeStatistics } from '../../src/trainer/running-statistics.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

/** One value per sample: 1, 2, 3 … */
const numbers = (count: number): SampleSet => ({
  count,
  labels: new Int32Array(count),
  read: (positions) => Promise.resolve(Float32Array.from(positions, (i) => i + 1)),
});

/** A trunk whose running mean moves a tenth of the way to the mean of a training batch, as batch norm's does. */
function meanNetwork() {
  const running = tf.tidy(() => tf.variable(tf.tensor1d([42]), false));
  const modes: Mode[] = [];
  const network = {
    shape: [1],
    state: [running],
    trunk(samples: tf.Tensor, mode: Mode) {
      modes.push(mode);
      if (mode.training) running.assign(tf.add(tf.mul(running, 0.9), tf.mul(tf.mean(samples, 0), 0.1)));
      return samples;
    },
    neck: (trunk: tf.Tensor) => trunk,
  } as unknown as Network;
  return { network, running, modes };
}

describe('statistics computed anew', () => {
  const recomputed = async (count: number, batch: number) => {
    const { network, running, modes } = meanNetwork();
    await recomputeStatistics(network, { samples: numbers(count), batch, rng: new Rng(1) }, silentControl);
    const value = running.dataSync()[0]!;
    running.dispose();
    return { value, modes };
  };

  test('are the mean of the batches’ means, whatever they were before', async () => {
    // batches 1, 2 · 3, 4 · 5, 6
    expect((await recomputed(6, 2)).value).toBeCloseTo(3.5, 5);
  });

  test('leave a smaller last batch out, but where it is the only one', async () => {
    // 1, 2, 3 · 4, 5, 6 · (7)
    expect((await recomputed(7, 3)).value).toBeCloseTo(3.5, 5);
    expect((await recomputed(4, 9)).value).toBeCloseTo(2.5, 5);
  });

  test('are of passes in training mode; a network without any is not passed', async () => {
    const { modes } = await recomputed(6, 2);
    expect(modes.map((mode) => mode.training)).toEqual([true, true, true]);
    const { network, running, modes: none } = meanNetwork();
    const without = { ...network, state: [] };
    await recomputeStatistics(without, { samples: numbers(6), batch: 2, rng: new Rng(1) }, silentControl);
    expect(none).toEqual([]);
    running.dispose();
  });
});

describe('augmentation', () => {
  const image = () =>
    tf.tensor4d(
      Float32Array.from({ length: 64 }, (_, i) => i),
      [1, 8, 8, 1],
    );
  /** Gives its samples back. */
  const plain = {
    streams: {},
    trunk: (samples: tf.Tensor) => samples,
    features: (samples: tf.Tensor) => samples,
  } as unknown as Network;
  const values = (network: Network, mode: Mode, part: 'trunk' | 'features' = 'trunk') =>
    tf.tidy(() => [...network[part](image(), mode).dataSync()]);
  const inOrder = Array.from({ length: 64 }, (_, i) => i);
  const expected = (rng: Rng) => {
    const { apply } = augmentation('crop', rng);
    return tf.tidy(() => Array.from({ length: 3 }, () => [...apply(image()).dataSync()]));
  };

  test('changes the images of training passes, in trunk and features, each with the stream’s next draw', () => {
    const network = withAugmentation(plain, 'crop', new Rng(5));
    const training = { training: true, rng: new Rng(1) } as const;
    const seen = [values(network, training), values(network, training, 'features'), values(network, training)];
    expect(seen).toEqual(expected(new Rng(5)));
    expect(Object.keys(network.streams!)).toEqual(['crop']);
  });

  test('changes nothing in inference and in stateless passes, which draw nothing', () => {
    const network = withAugmentation(plain, 'crop', new Rng(5));
    expect(values(network, { training: false })).toEqual(inOrder);
    expect(values(network, { training: true, rng: new Rng(1), stateless: true })).toEqual(inOrder);
    expect(values(network, { training: true, rng: new Rng(1) })).toEqual(expected(new Rng(5))[0]);
  });

  test('of the kind none is the network itself', () => {
    expect(withAugmentation(plain, 'none', new Rng(5))).toBe(plain);
  });

  test('precedes the network’s own, whose streams are kept beside it', () => {
    const own = {
      ...plain,
      streams: { old: new Rng(2) },
      augmenter: (rng: Rng) => ({ streams: { shift: rng }, apply: (images: tf.Tensor4D) => tf.add(images, 1000) }),
    } as unknown as Network;
    const network = withAugmentation(own, 'crop', new Rng(5));
    expect(Object.keys(network.streams!)).toEqual(['old', 'crop']);
    const { streams, apply } = network.augmenter!(new Rng(7));
    expect(Object.keys(streams)).toEqual(['crop', 'network shift']);
    expect(streams['network shift']!.path).toEqual(new Rng(7).child('network').path);
    expect(tf.tidy(() => [...apply(image()).dataSync()])).toEqual(expected(new Rng(7))[0]!.map((one) => one + 1000));
    // a network without one has the training's alone
    expect(Object.keys(withAugmentation(plain, 'crop', new Rng(5)).augmenter!(new Rng(7)).streams)).toEqual(['crop']);
  });
});
