/** What a learner of the log predicts for every sample of its seed: the step is trained again for it. */

/** Parts of the data under a seed: `queried` are labelled samples, `pool` those that are not. */
export const sampleParts = ['test', 'validation', 'queried', 'pool'] as const;
export type SamplePart = (typeof sampleParts)[number];

export interface SamplePredictions {
  classes: number;
  /** `[n]` each: index into the data set, part as an index of `sampleParts`, label or −1. */
  indices: Int32Array;
  parts: Uint8Array;
  labels: Int32Array;
  /** `[n, classes]` row-major. */
  probabilities: Float32Array;
}
