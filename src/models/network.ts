/** Puts a network together from its weights and its two halves. */
import type { Network } from './model.ts';
import type { Weights } from './weights.ts';

type Parts = Pick<Network, 'shape' | 'classes' | 'featureSize' | 'features' | 'head'> & { loss?: Network['loss'] };

export function network(weights: Weights, parts: Parts): Network {
  return { loss: 'cross-entropy', ...parts, variables: weights.variables, dispose: () => weights.dispose() };
}
