/** The learner in inference mode over any number of samples, in batches of bounded size. */
import type { Network } from '../models/model.ts';
import type { Pacing, SampleSet } from './training.ts';

/** A batch of predictions, as plain arrays. */
export interface Prediction {
  /** Positions in the sample set. */
  positions: Int32Array;
  /** `[n, classes]` row-major; for hinge the logistic of the signed output. */
  probabilities: Float32Array;
  /** `[n, featureSize]` row-major, where asked for. */
  features?: Float32Array;
  /** `[n]` raw outputs of a hinge network: signed, in units of ‖w‖. */
  margins?: Float32Array;
}

export declare function predict(
  network: Network,
  samples: SampleSet,
  wants: { features?: boolean },
  pacing: Pacing,
): AsyncGenerator<Prediction>;

/** Fraction of samples whose most probable class is their label. */
export declare function accuracy(network: Network, samples: SampleSet, pacing: Pacing): Promise<number>;
