/**
 * What the preparation of an asset shows of itself: the numbers of its training, and a sheet of what it makes. Told while
 * it goes on, and kept with the asset, so that it can be looked at afterwards.
 */
import type { AssetInfo, AssetKind } from './assets.ts';
import type { SampleArray } from './dataset.ts';

/** Columns of a preparation's readings after the step, by kind of asset; NaN where its way of training has no such number. */
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
  /** After which step it was made. */
  step: number;
  /**
   * samples: what the generator makes of latent points that are the same at every step; pairs: each of some real samples, and
   * behind it what the auto-encoder makes of its code.
   */
  of: 'samples' | 'pairs';
  /** Of one sample. */
  shape: number[];
  /** One sample after the other, as the data set stores its own. */
  values: SampleArray;
}

export interface TrainingTrace {
  /** Row after row: the step, then a value for each of the kind's `readingNames`. */
  readings: Float32Array;
  sheet?: SampleGrid;
}

/** How a preparation stands. */
export interface AssetProgress extends TrainingTrace {
  asset: AssetInfo;
  /** Of work since it was begun or gone on with, pauses left out; and how many steps had been done then. */
  sinceResume: { seconds: number; from: number };
}
