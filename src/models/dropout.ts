/** Dropout as the mode asks for it: in training, in Monte-Carlo passes, or not at all. */
import type { Draws } from '../chance/draws.ts';
import type { ParameterInfo } from '../spec/catalogue.ts';
import { withChannelDropout, withDropout } from '../tensor/layers.ts';
import type { Tensor, Tensor4D } from '../tensor/tf.ts';
import type { Mode } from './model.ts';

const streamOf = (mode: Mode): Draws | undefined => (mode.training ? mode.draws : mode.dropout);

/** x with this share of its values at zero and the others scaled so that the mean stays, or x itself in plain inference. */
export function thinned<T extends Tensor>(x: T, rate: number, mode: Mode): T {
  const draws = streamOf(mode);
  return draws && rate > 0 ? withDropout(x, rate, draws) : x;
}

/** The same for whole channels of images. */
export function thinnedByChannel(x: Tensor4D, rate: number, mode: Mode): Tensor4D {
  const draws = streamOf(mode);
  return draws && rate > 0 ? withChannelDropout(x, rate, draws) : x;
}

/** The parameter that sets a network's dropout. */
export const dropoutParameter = (rate: number): ParameterInfo => ({
  name: 'dropout',
  label: 'Dropout',
  about: 'The share of hidden units left out at each training step.',
  kind: 'number',
  default: rate,
  min: 0,
  max: 0.9,
  step: 0.05,
});
