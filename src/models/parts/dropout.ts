/** Dropout by mode: in training, in Monte-Carlo passes, or none. */
import { numberParameter } from '../../protocol/parameters.ts';
import { withChannelDropout, withDropout } from '../../tensor/layers.ts';
import { mul, ones, type Tensor, type Tensor4D } from '../../tensor/tf.ts';
import type { Mode } from '../model.ts';

/**
 * x with this share of its values set to zero and the others scaled to keep the mean, or x itself in plain inference. In
 * training each sample has its own mask. A Monte-Carlo pass has one mask for all samples, so that a stream is one draw of
 * the weights for any samples (“consistent” dropout: Kirsch et al. 2019, 3.3); joint predictions over several samples need
 * this.
 */
export function applyDropout<T extends Tensor>(x: T, rate: number, mode: Mode): T {
  if (rate === 0) return x;
  if (mode.training) return withDropout(x, rate, mode.rng);
  return mode.dropout ? mul(x, withDropout(ones([1, ...x.shape.slice(1)]), rate, mode.dropout)) : x;
}

/** The same for whole channels of images `[n, height, width, channels]`. */
export function applyChannelDropout(x: Tensor4D, rate: number, mode: Mode): Tensor4D {
  if (rate === 0) return x;
  if (mode.training) return withChannelDropout(x, rate, mode.rng);
  return mode.dropout ? mul(x, withChannelDropout(ones([1, 1, 1, x.shape[3]]), rate, mode.dropout)) : x;
}

/** The parameter that sets a network's dropout. */
export const dropoutParameter = (rate: number) =>
  numberParameter('dropout', {
    label: 'Dropout',
    about: 'The share of hidden units left out at each training step.',
    default: rate,
    min: 0,
    max: 0.9,
    step: 0.05,
    removesWhen: [{ equals: 0, keys: ['dropout'] }],
  });
