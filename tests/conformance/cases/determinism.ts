/** One seed, one result: initial weights, shuffles and dropout from named streams, and kernels that add in one order. */
import { Rng } from '../../../src/random/rng.ts';
import { Weights } from '../../../src/models/parts/weights.ts';
import {
  batchNorm,
  convolution,
  crossEntropy,
  dense,
  leakyRelu,
  pooled,
  withChannelDropout,
  withDropout,
} from '../../../src/tensor/layers.ts';
import { optimizerFor } from '../../../src/tensor/optimizers.ts';
import * as tf from '../../../src/tensor/tf.ts';
import type { Conformance } from '../suite.ts';

const STEPS = 100;
const [COUNT, BATCH, SIDE, CLASSES] = [24, 8, 10, 3];

/** The bits of all weights after some steps of Adam on noise. */
async function trainWithSeed(seed: number, steps: number): Promise<string> {
  const rng = new Rng(seed);
  const weights = new Weights(rng.child('weights'));
  const low = weights.convolution({ size: 3, from: 2, to: 4 }, 'he');
  const high = weights.convolution({ size: 3, from: 4, to: 6 }, 'he');
  const normal = weights.batchNorm(6);
  const last = weights.dense(3 * 3 * 6, CLASSES, 'glorot');
  const order = rng.child('order');
  const masks = rng.child('dropout');
  const noise = new Rng(0); // the same samples for every seed
  const samples = Float32Array.from({ length: COUNT * SIDE * SIDE * 2 }, () => noise.normal());
  const all = tf.tensor4d(samples, [COUNT, SIDE, SIDE, 2]);
  const optimizer = optimizerFor('adam', 0.01, weights.variables);
  for (let step = 0; step < steps; step++)
    tf.tidy(() => {
      const places = order.permutation(COUNT).slice(0, BATCH);
      const x = tf.gather(all, tf.tensor1d(places, 'int32'));
      const targets = tf.oneHot(
        tf.tensor1d(
          Array.from(places, (place) => place % CLASSES),
          'int32',
        ),
        CLASSES,
      );
      const { grads } = tf.variableGrads(() => {
        const maps = withChannelDropout(pooled(convolution(x, low.filter, low.bias, 'linear')), 0.2, masks);
        const strided = convolution(maps, high.filter, high.bias, 'leaky-relu', 2);
        const units = leakyRelu(batchNorm(strided, normal.gamma, normal.beta).y);
        const features = withDropout(tf.reshape(units, [BATCH, -1]) as tf.Tensor2D, 0.3, masks);
        return crossEntropy(
          dense(features, last.weights, last.bias, 'linear'),
          tf.cast(targets, 'float32') as tf.Tensor2D,
        );
      }, weights.variables);
      optimizer.step(weights.variables.map((variable) => grads[variable.name]!));
    });
  const values = await Promise.all(weights.variables.map((variable) => variable.data<'float32'>()));
  optimizer.dispose();
  weights.dispose();
  all.dispose();
  return values.map((row) => new Uint32Array(row.slice().buffer).join()).join();
}

export const determinism: Conformance[] = [
  {
    name: 'a hundred steps give the same weights from the same seed, bit for bit, and others from another',
    async check() {
      const [first, again] = [await trainWithSeed(1, STEPS), await trainWithSeed(1, STEPS)];
      if (first.includes('2143289344')) throw new Error('Some weights are not numbers.');
      if (first !== again) throw new Error('The same seed gave different weights.');
      if ((await trainWithSeed(1, 1)) === (await trainWithSeed(2, 1)))
        throw new Error('Another seed gave the same weights.');
    },
  },
];
