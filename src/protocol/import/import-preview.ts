/** Types of an import: dropped files, their preview, and what the preview tells about how they were read. */
import type { DatasetInfo, SampleArray } from '../dataset.ts';
import type { ChoiceValue, ImportChoices } from './import-choices.ts';

/** A dropped file; `path` includes the folders of a dropped directory ("train/cat/1.png"). */
export interface InputFile {
  path: string;
  file: File;
}

/** A sentence about how the files were read: what was filled, resized, guessed. */
export interface ImportWarning {
  /** For scripts: "columns-left-out". It stays when the sentence changes. */
  code: string;
  text: string;
}

/** A file, a column or an array that is no part of the data set. */
export interface PassedOver {
  /** The file's path; for a column or an array of a file its name. */
  path: string;
  /** A sentence. */
  why: string;
}

/** A choice in the preview, with the value in effect: guessed, or as chosen by the visitor. */
export interface ImportChoice {
  key: keyof ImportChoices;
  /** In the dialog: "Label column". */
  label: string;
  /** A list where several options may be chosen together. */
  value: ChoiceValue;
  /** What can be chosen; none where the value is free: a name, or a size in pixels. */
  options: readonly { value: ChoiceValue; label: string }[];
  /** A sentence: why this value was guessed. */
  why: string;
}

/** What a reader tells about how it read the files. */
export interface Findings {
  warnings: ImportWarning[];
  choices: ImportChoice[];
  passedOver: PassedOver[];
}

/** The first rows of a text table as cells, before anything is made of them. */
export interface TableExcerpt {
  /** Names of the columns. */
  columns: string[];
  rows: string[][];
}

/** The content of the files, before anything is stored. */
export interface ImportPreview extends Findings {
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
  /** Names of the feature columns, where they have names. */
  features?: string[];
  /** Some samples in the stored type, with their labels (−1 for none). */
  samples: { values: SampleArray; labels: number[] };
  /** Text tables: the first rows as read. */
  excerpt?: TableExcerpt;
}
