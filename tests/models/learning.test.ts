import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { models } from '../../src/models/index.ts';
import type { Mode, Network } from '../../src/models/model.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { crossEntropy } from '../../src/tensor/layers.ts';
import { optimizerFor } from '../../src/tensor/optimizers.ts';
import * as tf from '../../src/tensor/tf.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const SIDE = 16;
const COUNT = 16;

/** Noise, with a bright bar that lies across in one class and stands upright in the other. */
function bars(rng: Rng): { images: tf.Tensor4D; targets: tf.Tensor2D; labels: number[] } {
  const labels = Array.from({ length: COUNT }, (_, i) => i % 2);
  const images = tf.tensor4d(
    Float32Array.from(
      labels.flatMap((label) => {
        const place = 3 + rng.integer(SIDE - 6);
        return Array.from({ length: SIDE * SIDE }, (_, i) => {
          const at = label ? i % SIDE : Math.floor(i / SIDE);
          return 0.2 * rng.normal() + (Math.abs(at - place) < 2 ? 1 : 0);
        });
      }),
    ),
    [COUNT, SIDE, SIDE, 1],
  );
  return { images, targets: tf.tensor2d(labels.map((label) => [1 - label, label])), labels };
}

function right(network: Network, images: tf.Tensor, labels: number[]): number {
  return tf.tidy(() => {
    const guesses = tf.argMax(network.head(network.features(images, { training: false })), 1).dataSync();
    return labels.filter((label, i) => guesses[i] === label).length / labels.length;
  });
}

const convolutional = models.filter(({ about }) => !about.kinds.includes('plane') && about.name !== 'lenet');

describe('a narrow version learns to classify horizontal and vertical bars, in inference mode too', () => {
  test.each(convolutional.map((model) => [model.about.name, model] as const))(
    '%s',

    (_, { about, build }) => {
      const rng = new Rng(7);
      const names = about.parameters.map(({ name }) => name);
      const parameters = {
        ...(names.includes('width') && { width: 0.0625 }),
        ...(names.includes('dropout') && { dropout: 0.1 }),
      };
      const network = build({ shape: [SIDE, SIDE, 1], classes: 2, rng: rng.child('weights'), parameters });
      const { images, targets, labels } = bars(rng.child('data'));
      const optimizer = optimizerFor('adam', 0.01, network.variables);
      const mode: Mode = { training: true, rng: rng.child('dropout') };
      for (let step = 0; step < 25; step++)
        tf.tidy(() => {
          const { grads } = tf.variableGrads(
            () => crossEntropy(network.head(network.features(images, mode)), targets),
            network.variables as tf.Variable[],
          );
          optimizer.step(network.variables.map((variable) => grads[variable.name]!));
        });
      expect(right(network, images, labels)).toBe(1);
      const others = bars(rng.child('others'));
      expect(right(network, others.images, others.labels)).toBeGreaterThan(0.8);
      tf.dispose([images, targets, others.images, others.targets]);
      optimizer.dispose();
      network.dispose();
    },
  );
});
