/** Sizes of blocks and limits on declared sizes, for readers that stream. */
import type { SampleArray } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';

/** Samples shown in a preview. */
export const PREVIEW_SAMPLES = 32;
/** Approximate size of a block. */
const BLOCK_BYTES = 2 ** 20;
const MAX_SAMPLES = 20_000_000;
const MAX_VALUES = 3 * 2048 * 2048;
const MAX_BYTES = 32 * 2 ** 30;

/** Number of samples per block, at least one. */
export const samplesPerBlock = (bytesPerSample: number): number =>
  Math.max(1, Math.floor(BLOCK_BYTES / Math.max(1, bytesPerSample)));

export interface DeclaredSize {
  /** Of the file, for the message. */
  path: string;
  /** Number of samples. */
  count: number;
  valuesPerSample: number;
  bytesPerValue?: number;
}

/**
 * Refuses sizes that no browser could hold, before anything is allocated for them.
 * @throws Problem `bad-file`
 */
export function checkDeclaredSize({ path, count, valuesPerSample, bytesPerValue = 1 }: DeclaredSize): void {
  const plausible =
    Number.isSafeInteger(count) &&
    Number.isSafeInteger(valuesPerSample) &&
    count <= MAX_SAMPLES &&
    valuesPerSample <= MAX_VALUES &&
    count * valuesPerSample * bytesPerValue <= MAX_BYTES;
  if (!plausible)
    throw new Problem(
      'bad-file',
      `“${path}” claims an absurd size: ${count.toLocaleString('en')} samples of ${valuesPerSample.toLocaleString('en')} values.`,
      'It is damaged, or not what its name says. Download it again.',
    );
  if (!count || !valuesPerSample) throw new Problem('bad-file', `“${path}” is empty: there are no samples in it.`);
}

/** Joins blocks of the same element type. */
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
