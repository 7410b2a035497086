/** The data worker's contract: reads files into the store, generates built-in data, hands samples out. Types only. */
import type { GeneratorInfo } from '../../src/spec/catalogue.ts';
import type { DatasetInfo, GeneratorRecipe, OnProgress, SampleArray } from '../../src/spec/dataset.ts';

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

export interface StorageUse {
  /** Bytes used by this site and what the browser grants it; 0 where it does not say. */
  usage: number;
  quota: number;
  persisted: boolean;
}

export interface DataApi {
  generators(): Promise<GeneratorInfo[]>;
  /** The data set of the recipe: at once where it is stored already. */
  generate(recipe: GeneratorRecipe, onProgress: OnProgress, signal: AbortSignal): Promise<DatasetInfo>;
  /**
   * Finds out by content what the files are.
   * @throws Problem `bad-file`, `unsupported`, with the file's name and the fault
   */
  preview(files: InputFile[], choices: ImportChoices, onProgress: OnProgress, signal: AbortSignal): Promise<ImportPreview>;
  /** Looks at the files of a preview again with other choices. */
  revise(previewId: string, choices: ImportChoices, onProgress: OnProgress, signal: AbortSignal): Promise<ImportPreview>;
  /**
   * Stores what was previewed. All or nothing: after an error or a cancel the store is as before.
   * @throws Problem `bad-file`, `full`, `cancelled`
   */
  importFiles(previewId: string, onProgress: OnProgress, signal: AbortSignal): Promise<DatasetInfo>;
  datasets(): Promise<DatasetInfo[]>;
  deleteDataset(id: string): Promise<void>;
  storage(): Promise<StorageUse>;
  /** Stored values and labels of samples, in the order asked: thumbnails, points of the plane. */
  samples(id: string, indices: number[]): Promise<{ values: SampleArray; labels: Int32Array; names?: string[] }>;
}
