/**
 * What a learner makes of some samples of its pool, for the latent map. It is a view of spec and log: shown to those who
 * watch a run, made again for those who look back, and never part of the log.
 */
import type { StepKey } from './events.ts';

export interface PoolEmbedding extends StepKey {
  /**
   * Indices into the data set: first a subset of the pool shared by all arms and cycles of a seed, then labelled and queried
   * samples, the newest where there are many.
   */
  indices: Int32Array;
  /** As far as the data set has them; −1 otherwise. */
  labels: Int32Array;
  predictions: Int32Array;
  scores: EmbeddingScore[];
  /** `[n, size]` row-major: features, the input of the learner's last layer. */
  features: Float32Array;
  featureSize: number;
  /** Whether the learner is the very one of the log, as it is but where another backend or adapter trained it again. */
  loggedLearner: boolean;
}

export interface EmbeddingScore {
  /** For a person: "Entropy". */
  name: string;
  /** `[n]`. */
  values: Float32Array;
}
