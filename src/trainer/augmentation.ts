/** Augmentation for every training method alike: it sits before the network, which in training sees changed images. */
import type { Draws } from '../random/rng.ts';
import type { Mode, Network } from '../models/model.ts';
import { augmentation, type Augmentation } from '../tensor/augmentation.ts';
import type { Tensor, Tensor4D } from '../tensor/tf.ts';

/**
 * The same network, whose training passes begin with the augmentation; inference passes see the images as they are.
 * @param draws of this training alone: the streams below go on from batch to batch
 */
export function augmented(network: Network, kind: Augmentation, draws: Draws): Network {
  if (kind === 'none') return network;
  const change = augmentation(kind, draws);
  const seen = (samples: Tensor, { training }: Mode): Tensor => (training ? change(samples as Tensor4D) : samples);
  return {
    ...network,
    trunk: (samples, mode) => network.trunk(seen(samples, mode), mode),
    features: (samples, mode) => network.features(seen(samples, mode), mode),
  };
}
