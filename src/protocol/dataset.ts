/** What the rooms and the page say to each other about a stored data set. */
import type { DatasetSpec } from './spec.ts';

/** plane: `[2]`; table: `[columns]`; image: `[height, width, channels]`. */
export type DatasetKind = 'plane' | 'table' | 'image';

/** Values as stored: images 0–255 as bytes, everything else as floats. */
export type SampleArray = Uint8Array | Float32Array;

export interface DatasetInfo {
  /** Key in the store. Generated data: the recipe in words (`two-moons-n2000-s1`); imported: `import-` and a digest. */
  id: string;
  name: string;
  kind: DatasetKind;
  shape: number[];
  dtype: 'uint8' | 'float32';
  /** Class names in label order; data to show as text, never as markup. */
  classes: string[];
  /** Samples in all: first the training part, then the test part, then nothing else. */
  count: number;
  /** How many of `count`, counted from the end, belong to a test part of the data set's own; 0 when it has none. */
  testCount: number;
  /** Samples with a label, of `count`. A sample without one has label −1. */
  labelledCount: number;
  /** Samples per stored chunk; the last one may be shorter. */
  chunkSize: number;
  /** Mean and standard deviation per channel (images, of values / 255) or per column, over the training part. */
  scale: { mean: number[]; std: number[] };
  bytes: number;
  created: number;
  source: { kind: 'built-in'; recipe: GeneratorRecipe } | { kind: 'files'; files: string[] };
}

/** What a design is checked against; known before a built-in set is generated. */
export type DatasetSummary = Pick<DatasetInfo, 'name' | 'kind' | 'shape' | 'classes' | 'count' | 'testCount'>;

/** Built-in data: a generator's name, how many samples in all, and the seed. */
export interface GeneratorRecipe {
  name: string;
  size: number;
  seed: number;
  /** Of `size`, how many form the test part; drawn from the same distribution by a stream of its own. */
  testSize: number;
}

/** How many samples of each class a seed's split gives to what, before anything has run. */
export interface SplitCounts {
  /** Those of the experiment, in label order. */
  classes: string[];
  pool: number[];
  initial: number[];
  validation: number[];
  test: number[];
}

/** What a long call says of itself while it works. */
export interface Progress {
  /** What is being done, for a person: "Reading train-images-idx3-ubyte.gz". */
  phase: string;
  done: number;
  /** Same unit as `done`; 0 where it is not known yet. */
  total: number;
}

export type OnProgress = (progress: Progress) => void;

/** Number of values in one sample. */
export const sampleSize = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The data set as an experiment takes it: values for a learner as they are, images as 0 … 1, where it asks for that. */
export const withScaling = (info: DatasetInfo, scaling: DatasetSpec['scaling']): DatasetInfo =>
  scaling === 'none'
    ? { ...info, scale: { mean: info.scale.mean.map(() => 0), std: info.scale.std.map(() => 1) } }
    : info;

/** What a channel or a column is divided by to be standardised: its own deviation, or nothing where it hardly varies. */
export const scaleDivisor = (std: number): number => (std > 1e-6 ? std : 1);
