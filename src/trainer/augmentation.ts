/** Augmentation for all training methods: it precedes the network, which in training passes gets changed images. */
import type { Rng } from '../random/rng.ts';
import type { Mode, Network } from '../models/model.ts';
import { augmentation, type Augmentation, type Augmenter } from '../tensor/augmentation.ts';
import type { Tensor, Tensor4D } from '../tensor/tf.ts';
import { prefixed } from './carried-state.ts';

/**
 * The same network, whose training passes begin with the augmentation; inference and stateless passes get the images as
 * they are.
 * @param rng for this training alone: the streams below it continue from batch to batch
 */
export function withAugmentation(network: Network, kind: Augmentation, rng: Rng): Network {
  if (kind === 'none') return network;
  const { apply, streams } = augmentation(kind, rng);
  const input = (samples: Tensor, mode: Mode): Tensor =>
    mode.training && !mode.stateless ? apply(samples as Tensor4D) : samples;
  return {
    ...network,
    streams: { ...network.streams, ...streams },
    augmenter: (own) => inTurn(augmentation(kind, own), network.augmenter?.(own.child('network'))),
    trunk: (samples, mode, tap) => network.trunk(input(samples, mode), mode, tap),
    features: (samples, mode) => network.features(input(samples, mode), mode),
  };
}

/** The training's augmentation, then that of a network with one of its own. */
const inTurn = (first: Augmenter, second: Augmenter | undefined): Augmenter =>
  second
    ? {
        streams: { ...first.streams, ...prefixed('network', second.streams) },
        apply: (images) => second.apply(first.apply(images)),
      }
    : first;
