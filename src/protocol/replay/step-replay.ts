/** A step of a log, trained again. */
import type { Measured, Trained } from '../events.ts';

export interface StepReplay {
  /** The values that the log would have for this learner. */
  trained: Trained;
  measured: Measured;
  test: TestSamples;
}

/** The labelled samples of the test split, `[n]` each: index into the data set, label, predicted class. */
export interface TestSamples {
  indices: Int32Array;
  labels: Int32Array;
  predicted: Int32Array;
}
