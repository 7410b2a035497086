/** Builds a network from its weights and its parts. */
import type { Tensor2D } from '../../tensor/tf.ts';
import type { Mode, Network } from '../model.ts';
import type { Weights } from './weights.ts';

type NetworkParts = Pick<Network, 'shape' | 'classes' | 'trunkSize' | 'trunk' | 'head' | 'augmenter' | 'stageSizes'> & {
  loss?: Network['loss'];
  /** Whether any part has dropout. */
  stochastic?: boolean;
  /** The head's hidden layers, with `size` features per sample. */
  neck?: { size: number; apply(trunk: Tensor2D, mode: Mode): Tensor2D };
};

export function buildNetwork(weights: Weights, { neck, trunk, trunkSize, ...parts }: NetworkParts): Network {
  return {
    loss: 'cross-entropy',
    stochastic: false,
    ...parts,
    trunkSize,
    trunk,
    featureSize: neck?.size ?? trunkSize,
    neck: neck?.apply ?? ((values) => values),
    features: (samples, mode) => (neck ? neck.apply(trunk(samples, mode), mode) : trunk(samples, mode)),
    variables: weights.variables,
    state: weights.state,
    dispose: () => weights.dispose(),
  };
}
