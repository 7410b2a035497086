/** A set of samples as the input of networks: their number and labels, and their values read by position. */

export interface SampleSet {
  readonly count: number;
  /** Labels by position; −1 for none. */
  readonly labels: Int32Array;
  /** Normalised values of the samples at these positions (0 … count − 1), one after the other. */
  read(positions: ArrayLike<number>): Promise<Float32Array>;
}
