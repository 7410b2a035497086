/**
 * What the reader of every format returns: all that is known of a data set before its values are read, and the values as
 * a stream. `import/` shows a preview of it and writes it to the database.
 */
import type { DatasetInfo, OnProgress, SampleArray } from '../../protocol/dataset.ts';
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import type { TableExcerpt } from '../../protocol/import/import-preview.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import type { FindingsList } from './findings.ts';

export interface SampleBlock {
  /** Whole samples, one after the other, in the source's order. */
  values: SampleArray;
  /** Positions (among all samples) of those left out of `values`: they do not decode, or repeat others. */
  omitted?: number[];
}

export interface SampleSource {
  /** "IDX, gzip", "CIFAR-10 binary", …; part of the id of the stored data set. */
  format: string;
  name: string;
  kind: DatasetInfo['kind'];
  shape: number[];
  dtype: DatasetInfo['dtype'];
  /** Class names in label order. */
  classes: string[];
  /** Of all samples, the training part first, then the test part; −1 for no label. */
  labels: Int32Array;
  /** Number of samples in the test part, counted from the end. */
  testCount: number;
  /** File names in sample order, for images. */
  names?: string[];
  /** Warnings, choices and what was passed over; the values of the choices are part of the id of the stored data set. */
  findings: FindingsList;
  /** Where each sample is a file: its length, its checksum where an archive says it, and its bytes; equal bytes are equal samples. */
  files?: readonly SampleFile[];
  /** Whether all values can be read for a preview; images would have to be decoded. */
  quickToRead?: boolean;
  /** Names of the feature columns, where they have names. */
  features?: string[];
  /** Text tables: the first rows as read. */
  excerpt?: TableExcerpt;
  /** The files of the data set; their content is part of its id. */
  entries: FileEntry[];
  /** A few samples as they will be stored, and their positions among all. */
  preview(signal?: AbortSignal): Promise<SamplePreview>;
  /** All samples in order. @throws Problem `bad-file`, `bad-image`, `cancelled` */
  blocks(onProgress: OnProgress, signal?: AbortSignal): AsyncGenerator<SampleBlock>;
}

export interface SampleFile {
  size: number;
  crc?: number;
  bytes(): Promise<Uint8Array>;
}

export interface SamplePreview {
  values: SampleArray;
  positions: number[];
}

/** Inputs of a reader besides the files. */
export interface ReadOptions {
  choices: ImportChoices;
  onProgress: OnProgress;
  signal?: AbortSignal;
  decode: ImageDecoder;
}

/** A decoded image, upright: `[height, width, 4]`, not premultiplied. */
export interface DecodedImage {
  width: number;
  height: number;
  pixels: Uint8ClampedArray;
  /** Of a file with several pages, how many: this is the first of them. */
  pages?: number;
  /** Whether the browser has added noise to the pixels. */
  noisy?: boolean;
}

/**
 * Decodes one image and, given a size, scales it to cover that size and crops it at the centre.
 * @throws anything where the bytes are not an image
 */
export type ImageDecoder = (
  bytes: Uint8Array,
  size?: readonly [height: number, width: number],
) => Promise<DecodedImage>;
