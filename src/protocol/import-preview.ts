/** Types of an import: dropped files, their preview, and the choices in it. */
import type { DatasetInfo, SampleArray } from './dataset.ts';

/** A dropped file; `path` includes the folders of a dropped directory ("train/cat/1.png"). */
export interface InputFile {
  path: string;
  file: File;
}

/** The choices in the preview; each has a guessed default. */
export interface ImportChoices {
  name?: string;
  /** CSV and Parquet: the label's column; null for none. */
  labelColumn?: string | null;
  /** CSV: the role of the other columns. */
  columns?: 'plane' | 'table' | 'pixels';
  /** Height and width: for images of different sizes, and for pixels without a shape. */
  imageSize?: [number, number];
  /** Channels of raw bytes or of pixel columns. */
  channels?: 1 | 3;
  /** Import the images that can be decoded where some cannot. */
  skipBroken?: boolean;
}

/** The content of the files, before anything is stored. */
export interface ImportPreview {
  /** Id of the preview for `importFiles`; the worker keeps the parsed files under it. */
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
  /** Counts are of a part only (a large archive or table is read completely at import). */
  estimated: boolean;
  /** Some samples in the stored type, with their labels (−1 for none). */
  samples: { values: SampleArray; labels: number[] };
  /** Messages: what was skipped, resized or guessed. */
  warnings: string[];
  /** The choices in effect; those that the format does not have are absent. */
  choices: ImportChoices;
  /** Possible values of `labelColumn`. */
  columnNames?: string[];
}
