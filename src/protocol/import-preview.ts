/** What the page and the data worker say to each other about files that are to become a data set. */
import type { DatasetInfo, SampleArray } from './dataset.ts';

/** A file as dropped: `path` keeps the folders of a dropped directory ("train/cat/1.png"). */
export interface InputFile {
  path: string;
  file: File;
}

/** What the visitor can decide in the preview; everything has a guess. */
export interface ImportChoices {
  name?: string;
  /** CSV and Parquet: the label's column; null for none. */
  labelColumn?: string | null;
  /** CSV: how the other columns are to be read. */
  columns?: 'plane' | 'table' | 'pixels';
  /** Images of different sizes, and pixels without a shape: height and width. */
  imageSize?: [number, number];
  /** Channels of raw bytes or of pixel columns. */
  channels?: 1 | 3;
  /** Keep the images that decode when some do not. */
  skipBroken?: boolean;
}

/** What was found in the files, before anything is stored. */
export interface ImportPreview {
  /** Names the preview in `importFiles`; the worker keeps what it has read of the files under it. */
  id: string;
  /** "IDX, gzip", "CIFAR-10 binary", "Images in folders", … */
  format: string;
  name: string;
  kind: DatasetInfo['kind'];
  shape: number[];
  classes: string[];
  /** Samples per class, in the order of `classes`; unlabelled ones are not counted. */
  classCounts: number[];
  trainCount: number;
  testCount: number;
  unlabelledCount: number;
  /** Counts are of a part only (a large archive or table that is read whole at import). */
  estimated: boolean;
  /** A few samples as stored, with their labels (−1 for none). */
  samples: { values: SampleArray; labels: number[] };
  /** Sentences: what was skipped, resized, guessed. */
  warnings: string[];
  /** The choices in force; those that this format does not know are absent. */
  choices: ImportChoices;
  /** What can be chosen as `labelColumn`. */
  columnNames?: string[];
}
