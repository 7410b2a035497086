/** Samples that occur more than once: a test sample that is also in the training part makes every accuracy too good. */
import { sampleSize, type SampleArray } from '../../protocol/dataset.ts';
import { throwIfAborted } from '../../protocol/problem.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import type { ReadOptions, SampleSource } from '../sources/sample-source.ts';

/** Sets up to this size, as stored, are read for the preview. */
const MAX_BYTES = 96 * 2 ** 20;
/** Of sets without a test part, this share of repeated samples is worth a warning. */
const MIN_REPEATED_SHARE = 0.01;

interface Repeats {
  /** Samples of the training part that occur in it before. */
  repeated: number;
  /** Samples of the test part that are also in the training part. */
  shared: number;
}

/** By the first file: of the files and the choices in `key`. */
const repeatsCache = new WeakMap<FileEntry, Repeats & { key: string }>();

type Reading = Pick<ReadOptions, 'choices' | 'onProgress' | 'signal'>;

/** Warns in the source's findings, where its values are quick to read. */
export async function tellRepeatedSamples(source: SampleSource, reading: Reading): Promise<void> {
  const { labels, testCount, shape, dtype, findings } = source;
  const bytes = labels.length * sampleSize(shape) * (dtype === 'uint8' ? 1 : 4);
  if (!source.quickToRead || bytes > MAX_BYTES) return;
  const { repeated, shared } = await cachedRepeats(source, reading);
  const count = (number: number): string => number.toLocaleString('en');
  if (shared)
    findings.warn(
      'test-repeats-training',
      `${count(shared)} of ${count(testCount)} test samples are also in the training part, which makes results too good.`,
    );
  else if (!testCount && repeated >= Math.max(2, MIN_REPEATED_SHARE * labels.length))
    findings.warn(
      'repeated-samples',
      `${count(repeated)} of ${count(labels.length)} samples repeat others: some may stand in the test split and in the pool.`,
    );
}

/** A new name alone repeats nothing. */
async function cachedRepeats(source: SampleSource, reading: Reading): Promise<Repeats> {
  const first = source.entries[0]!;
  const choices = { ...reading.choices, name: undefined };
  const key = JSON.stringify([source.entries.map(({ path }) => path), choices]);
  const known = repeatsCache.get(first);
  if (known?.key === key) return known;
  const repeats = { key, ...(await countRepeats(source, reading)) };
  repeatsCache.set(first, repeats);
  return repeats;
}

async function countRepeats(
  { labels, testCount, shape, blocks }: SampleSource,
  { onProgress, signal }: Reading,
): Promise<Repeats> {
  const stride = sampleSize(shape);
  const training = labels.length - testCount;
  const seen = new Set<string>();
  let repeated = 0;
  let shared = 0;
  let position = 0;
  for await (const { values } of blocks(onProgress, signal)) {
    throwIfAborted(signal);
    for (let from = 0; from < values.length; from += stride, position++) {
      const key = keyOf(values, from, stride);
      if (!seen.has(key)) {
        if (position < training) seen.add(key);
      } else if (position < training) repeated++;
      else shared++;
    }
  }
  return { repeated, shared };
}

/** Two independent 32-bit hashes of the bytes of a sample (FNV-1a, and a multiplicative one with another constant). */
function keyOf(values: SampleArray, from: number, length: number): string {
  const width = values.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(values.buffer, values.byteOffset + from * width, length * width);
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < bytes.length; i++) {
    a = Math.imul(a ^ bytes[i]!, 0x01000193);
    b = Math.imul(b + bytes[i]! + 1, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return String.fromCharCode(a & 0xffff, a >>> 16, b & 0xffff, b >>> 16);
}
