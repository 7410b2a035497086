/** The contract of a measure. A new one is a file here and a line in `index.ts`. */
import type { MeasureInfo } from '../protocol/measure-info.ts';
import type { ConfusionCell } from '../protocol/confusion.ts';

/** A learner's predictions for the labelled samples of the test split, from one pass over it. */
export interface TestPredictions {
  classes: number;
  /** `[n]`, 0 … classes − 1. */
  labels: Int32Array;
  /** `[n]`: the most probable class, the lowest of equals. */
  predicted: Int32Array;
  /** `[n, classes]` row-major; of a hinge network the logistic of the signed distance. */
  probabilities: Float32Array;
  /** Counts of each pair of true and predicted class that occurs. */
  confusion: readonly ConfusionCell[];
}

export interface Measure {
  about: MeasureInfo;
  /** @returns NaN where the measure is not defined: no test sample has a label, or the learner has diverged */
  measure(predictions: TestPredictions): number;
}
