/** Types of stored data sets, shared by the rooms and the page. */
import type { ReadingChoices } from './import/import-choices.ts';
import type { DatasetSpec } from './spec.ts';

/** plane: `[2]`; table: `[columns]`; image: `[height, width, channels]`. */
export type DatasetKind = 'plane' | 'table' | 'image';

/** Values as stored: images 0–255 as bytes, everything else as floats. */
export type SampleArray = Uint8Array | Float32Array;

export interface DatasetInfo {
  /** Storage key. Generated data: the recipe (`two-moons-n2000-s1`); imported: `import-` and a digest. */
  id: string;
  name: string;
  kind: DatasetKind;
  shape: number[];
  dtype: 'uint8' | 'float32';
  /** Class names in label order; untrusted text, never markup. */
  classes: string[];
  /** Samples in total: the training part, then the test part. */
  count: number;
  /** Size of the data set's own test part, at the end of `count`; 0 when it has none. */
  testCount: number;
  /** Samples with a label, out of `count`. A sample without one has label −1. */
  labelledCount: number;
  /** Samples per stored chunk; the last one may be shorter. */
  chunkSize: number;
  /** Mean and standard deviation per channel (images, of values / 255) or per column, over the training part. */
  scale: { mean: number[]; std: number[] };
  bytes: number;
  created: number;
  source:
    | { kind: 'built-in'; recipe: GeneratorRecipe }
    /** With the choices that were made, not guessed; absent where there are none, and in sets stored by version 0.2.0. */
    | { kind: 'files'; files: string[]; choices?: ReadingChoices };
}

/** Facts that a design is checked against; known before a built-in set is generated. */
export type DatasetSummary = Pick<DatasetInfo, 'name' | 'kind' | 'shape' | 'classes' | 'count' | 'testCount'>;

/** Built-in data: generator, total number of samples, and seed. */
export interface GeneratorRecipe {
  name: string;
  size: number;
  seed: number;
  /** Size of the test part, out of `size`; drawn from the same distribution by its own stream. */
  testSize: number;
}

/** Size of the test split where neither the data set nor the spec has one: a fifth of the samples, at least one. */
export const defaultTestSize = (samples: number): number => Math.max(1, Math.round(samples / 5));

/** Samples per class in each part of a seed's split, before a run. */
export interface SplitCounts {
  /** Classes of the experiment, in label order. */
  classes: string[];
  pool: number[];
  /** All zero where it is chosen by features once the run begins. */
  initial: number[];
  validation: number[];
  test: number[];
}

/** Progress of a long call. */
export interface Progress {
  /** Current operation, for display: "Reading train-images-idx3-ubyte.gz". */
  phase: string;
  done: number;
  /** Same unit as `done`; 0 while unknown. */
  total: number;
}

export type OnProgress = (progress: Progress) => void;

/** Number of values in one sample. */
export const sampleSize = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The data set with the experiment's scaling: where it asks for unscaled values, images from 0 to 1 and other values unchanged. */
export const withScaling = (info: DatasetInfo, scaling: DatasetSpec['scaling']): DatasetInfo =>
  scaling === 'none'
    ? { ...info, scale: { mean: info.scale.mean.map(() => 0), std: info.scale.std.map(() => 1) } }
    : info;

/** Divisor that standardises a channel or column: its deviation, or 1 where it hardly varies. */
export const scaleDivisor = (std: number): number => (std > 1e-6 ? std : 1);
