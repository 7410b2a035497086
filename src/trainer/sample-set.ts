/** Samples as networks take them: counted, labelled, and read by position when they are needed. */

export interface SampleSet {
  readonly count: number;
  /** Labels by position; −1 where there is none. */
  readonly labels: Int32Array;
  /** Normalised values of the samples at these positions (0 … count − 1), one after the other. */
  read(positions: ArrayLike<number>): Promise<Float32Array>;
}
