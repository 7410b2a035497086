/** Builds a critic from its layers up to the features and its last layer. */
import { linearLayer } from '../../models/parts/blocks.ts';
import type { DenseWeights, Weights } from '../../models/parts/weights.ts';
import type { Critic } from './generative-networks.ts';

type CriticParts = Pick<Critic, 'shape' | 'featureSize' | 'stochastic' | 'features'> & {
  /** `[featureSize]` → 1. */
  last: DenseWeights;
};

export function buildCritic(weights: Weights, { last, features, ...parts }: CriticParts): Critic {
  const score = linearLayer(last);
  return {
    ...{ ...parts, features, score, variables: weights.variables, state: weights.state },
    scoreSamples: (samples, mode) => score(features(samples, mode)),
    dispose: () => weights.dispose(),
  };
}
