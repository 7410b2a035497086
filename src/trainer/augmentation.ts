/** Augmentation for every training method alike: it sits before the network, which in training sees changed images. */
import type { Rng } from '../random/rng.ts';
import type { Mode, Network } from '../models/model.ts';
import { augmentation, type Augmentation } from '../tensor/augmentation.ts';
import type { Tensor, Tensor4D } from '../tensor/tf.ts';

/**
 * The same network, whose training passes begin with the augmentation; inference passes see the images as they are.
 * @param draws of this training alone: the streams below go on from batch to batch
 */
export function withAugmentation(network: Network, kind: Augmentation, rng: Rng): Network {
  if (kind === 'none') return network;
  const augment = augmentation(kind, rng);
  const input = (samples: Tensor, { training }: Mode): Tensor => (training ? augment(samples as Tensor4D) : samples);
  return {
    ...network,
    trunk: (samples, mode) => network.trunk(input(samples, mode), mode),
    features: (samples, mode) => network.features(input(samples, mode), mode),
  };
}
