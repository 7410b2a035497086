/** What decision maps and embeddings show of a training's artifacts, and of the mixtures of a strategy. */
import type { MixturePair } from '../../algorithms/mixture/mixture-pair.ts';
import type { PredictionRequest } from '../../strategies/contracts/prediction.ts';
import type { Acquisition, StrategyContext } from '../../strategies/contracts/strategy.ts';

export interface ShownArtifacts {
  /** Whether the critic's scores are shown. */
  critic: boolean;
  mixtures?: MixturePair | undefined;
  /** The learner's outputs that these and the acquisition are computed from, and probabilities. */
  outputs: PredictionRequest & { probabilities: true };
}

/**
 * Critic and mixtures of the training, or mixtures of the acquisition. Nothing for an empty pool: it is not unlike the labelled set,
 * and the critic was not trained.
 */
export function shownArtifacts(
  { poolSize, learner: { artifacts } }: StrategyContext,
  acquisition: Acquisition | undefined,
): ShownArtifacts {
  const critic = poolSize > 0 && !!artifacts?.scores['critic'];
  const mixtures = poolSize > 0 ? (artifacts?.mixtures ?? acquisition?.mixtures) : undefined;
  const scores = new Set([...(acquisition?.outputs.scores ?? []), ...(critic ? ['critic'] : [])]);
  return {
    critic,
    mixtures,
    outputs: {
      ...acquisition?.outputs,
      probabilities: true,
      ...(mixtures && { trunk: true }),
      ...(scores.size > 0 && { scores: [...scores] }),
    },
  };
}
