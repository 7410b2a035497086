/** A step of a log, trained again from there. */
import type { Measured, Trained } from './events.ts';

export interface StepReplay {
  /** What the log would say of this learner now. */
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
