/** Dropout with masks drawn from a random stream. */
import type { Rng } from '../../random/rng.ts';
import * as tf from '../tf.ts';

function dropoutMask(shape: number[], rate: number, rng: Rng): tf.Tensor {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) values[i] = rng.uniform() < rate ? 0 : 1 / (1 - rate);
  return tf.tensor(values, shape);
}

/** Sets each value to zero with probability `rate` and scales the others to keep the mean (Srivastava et al. 2014). */
export const withDropout = <T extends tf.Tensor>(x: T, rate: number, rng: Rng): T =>
  tf.mul(x, dropoutMask(x.shape, rate, rng));

/** The same for whole channels of x `[n, height, width, channels]`: each map of a sample is kept or dropped as a whole (Tompson et al. 2015). */
export const withChannelDropout = (x: tf.Tensor4D, rate: number, rng: Rng): tf.Tensor4D =>
  tf.mul(x, dropoutMask([x.shape[0], 1, 1, x.shape[3]], rate, rng));
