/**
 * What every format's reader makes of files: all that is known of the data set before its values are read, and the
 * values as a stream. `import/` previews it and writes it to the store.
 */
import type { DatasetInfo, OnProgress, SampleArray } from '../../protocol/dataset.ts';
import type { ImportChoices } from '../../protocol/import-preview.ts';
import { Problem } from '../../protocol/problem.ts';
import type { FileEntry } from '../containers/file-entry.ts';

export interface SampleBlock {
  /** Whole samples, one after the other, in the source's order. */
  values: SampleArray;
  /** Places (of all samples) that are left out of `values` because they do not decode. */
  omitted?: number[];
}

export interface SampleSource {
  /** "IDX, gzip", "CIFAR-10 binary", … */
  format: string;
  name: string;
  kind: DatasetInfo['kind'];
  shape: number[];
  dtype: DatasetInfo['dtype'];
  /** Class names in label order. */
  classes: string[];
  /** Of all samples, the training part first, then the test part; −1 where there is none. */
  labels: Int32Array;
  /** How many, counted from the end, form the test part. */
  testCount: number;
  /** File names in sample order, for images. */
  names?: string[];
  warnings: string[];
  /** The choices in force. */
  choices: ImportChoices;
  columnNames?: string[];
  /** The files that matter, for the digest. */
  entries: FileEntry[];
  /** A few samples as stored, and their places. */
  preview(signal?: AbortSignal): Promise<{ values: SampleArray; places: number[] }>;
  blocks(onProgress: OnProgress, signal?: AbortSignal): AsyncGenerator<SampleBlock>;
}

/** What a reader is opened with. */
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
}

/**
 * Decodes one image and, where a size is given, scales it to cover that size and cuts what stands out.
 * @throws anything where the bytes are not an image
 */
export type ImageDecoder = (
  bytes: Uint8Array,
  size?: readonly [height: number, width: number],
) => Promise<DecodedImage>;

/** Samples shown in a preview. */
export const PREVIEW_SAMPLES = 32;
/** Bytes that a block has, about. */
export const BLOCK_BYTES = 2 ** 20;
const MAX_SAMPLES = 20_000_000;
const MAX_VALUES = 3 * 2048 * 2048;
const MAX_BYTES = 32 * 2 ** 30;

/** How many samples of this size make a block. */
export const samplesPerBlock = (bytesEach: number): number =>
  Math.max(1, Math.floor(BLOCK_BYTES / Math.max(1, bytesEach)));

/**
 * Refuses what no browser could hold, before anything is allocated for it.
 * @throws Problem `bad-file`
 */
export function checkDeclaredSize(path: string, count: number, valuesEach: number, bytesEach = 1): void {
  const sound =
    Number.isSafeInteger(count) &&
    Number.isSafeInteger(valuesEach) &&
    count <= MAX_SAMPLES &&
    valuesEach <= MAX_VALUES &&
    count * valuesEach * bytesEach <= MAX_BYTES;
  if (!sound)
    throw new Problem(
      'bad-file',
      `“${path}” claims an absurd size: ${count.toLocaleString('en')} samples of ${valuesEach.toLocaleString('en')} values.`,
      'It is damaged, or not what its name says. Download it again.',
    );
  if (!count || !valuesEach) throw new Problem('bad-file', `“${path}” is empty: there are no samples in it.`);
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** Blocks of one kind, end to end. */
export function concatenated(blocks: readonly SampleArray[]): SampleArray {
  const length = blocks.reduce((sum, block) => sum + block.length, 0);
  const out = blocks[0] instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
  let at = 0;
  for (const block of blocks) {
    out.set(block, at);
    at += block.length;
  }
  return out;
}
