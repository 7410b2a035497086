/**
 * A learner's features and scores of some samples of its pool, for the latent map. It is a view of spec and log: computed during
 * a run while it is shown, computed again for earlier cycles, and never part of the log.
 */
import type { StepKey } from '../events.ts';

export interface PoolEmbedding extends StepKey {
  /**
   * Indices into the data set: first a subset of the pool shared by all arms and cycles of a seed, then labelled and queried
   * samples, only the newest where there are many.
   */
  indices: Int32Array;
  /** Labels of the data set; −1 for none. */
  labels: Int32Array;
  predictions: Int32Array;
  scores: EmbeddingScore[];
  /** `[n, size]` row-major: features, the input of the learner's last layer. */
  features: Float32Array;
  featureSize: number;
  /** Whether the learner equals that of the log; false where another backend or adapter trained it again. */
  loggedLearner: boolean;
}

export interface EmbeddingScore {
  /** For display: "Entropy". */
  name: string;
  /** `[n]`. */
  values: Float32Array;
}
