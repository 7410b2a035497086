/**
 * Progress of an asset's preparation: readings of its training and a grid of samples. Reported while it runs and stored with the
 * asset, so that it can be inspected afterwards.
 */
import type { AssetInfo, AssetKind } from './assets.ts';
import type { SampleArray } from './dataset.ts';

/** Columns of the readings after the step, by kind of asset; NaN where a recipe has no such number. */
export const readingNames = {
  generator: ['criticLoss', 'generatorLoss', 'wasserstein', 'slope', 'consistency'],
  'auto-encoder': ['loss'],
  features: [],
  index: [],
  encoder: ['loss'],
  classifier: ['loss'],
} as const satisfies Record<AssetKind, readonly string[]>;

export type ReadingName = (typeof readingNames)[AssetKind][number];

export interface SampleGrid {
  /** Steps done when it was rendered. */
  step: number;
  /**
   * samples: generated from latent points that are the same at every step; pairs: real samples, each followed by its
   * reconstruction.
   */
  of: 'samples' | 'pairs';
  /** Of one sample. */
  shape: number[];
  /** Sample after sample, in the type and scale of the stored data set. */
  values: SampleArray;
}

export interface TrainingTrace {
  /** Rows: the step, then a value for each of the kind's `readingNames`. */
  readings: Float32Array;
  sheet?: SampleGrid;
}

export interface AssetProgress extends TrainingTrace {
  asset: AssetInfo;
  /** Seconds of work since the preparation was started or resumed, pauses left out, and the steps done at that time. */
  sinceResume: { seconds: number; from: number };
}
