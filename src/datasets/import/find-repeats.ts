/** Which samples of a data set occur more than once, by the bytes of their values or of their files. */
import { sampleSize, type SampleArray } from '../../protocol/dataset.ts';
import { throwIfAborted } from '../../protocol/problem.ts';
import type { ReadOptions, SampleSource } from '../sources/sample-source.ts';

export interface Repeats {
  /** Samples of the training part that repeat another one of it. */
  repeated: number;
  /** Samples of the test part that are also in the training part. */
  shared: number;
  /**
   * Positions of the training samples to leave out, ascending, so that each sample stays once: in the test part where that
   * has it, otherwise the first with a label.
   */
  dropped: Int32Array;
}

/** Compares all samples. @throws Problem `bad-file`, `bad-image`, `cancelled` */
export async function findRepeats(
  source: SampleSource,
  { onProgress, signal }: Pick<ReadOptions, 'onProgress' | 'signal'>,
): Promise<Repeats> {
  const { labels, testCount, shape, blocks, files } = source;
  const found = new RepeatCount(labels, testCount);
  const keyOf = await keyMaker();
  if (files) for await (const [position, key] of fileKeys(files, keyOf, signal)) found.add(position, key);
  else {
    const stride = sampleSize(shape);
    let position = 0;
    for await (const { values, omitted = [] } of blocks(onProgress, signal)) {
      throwIfAborted(signal);
      const end = position + values.length / stride + omitted.length;
      const missing = new Set(omitted);
      for (let from = 0; position < end; position++) {
        if (missing.has(position)) continue;
        found.add(position, keyOf(bytesOf(values, from, stride)));
        from += stride;
      }
    }
  }
  return found.result();
}

/** Counts while the samples are offered in their order. */
class RepeatCount {
  /** The training sample that stays, by key. */
  private readonly kept = new Map<string, number>();
  private readonly dropped = new Set<number>();
  private repeated = 0;
  private shared = 0;

  constructor(
    private readonly labels: Int32Array,
    private readonly testCount: number,
  ) {}

  add(position: number, key: string): void {
    const { labels, kept, dropped } = this;
    const equal = kept.get(key);
    const training = position < labels.length - this.testCount;
    if (equal === undefined) {
      if (training) kept.set(key, position);
    } else if (!training) {
      this.shared++;
      dropped.add(equal);
    } else {
      this.repeated++;
      const better = labels[equal]! < 0 && labels[position]! >= 0;
      dropped.add(better ? equal : position);
      if (better) kept.set(key, position);
    }
  }

  result(): Repeats {
    const { repeated, shared } = this;
    return { repeated, shared, dropped: Int32Array.from(this.dropped).sort() };
  }
}

type KeyOf = (bytes: Uint8Array) => string;

type SampleFiles = NonNullable<SampleSource['files']>;

const sumOf = ({ size, crc }: SampleFiles[number]): string => `${size} ${crc ?? ''}`;

/** Number of files by length and checksum. */
function countSums(files: SampleFiles): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of files) counts.set(sumOf(one), (counts.get(sumOf(one)) ?? 0) + 1);
  return counts;
}

/** Bytes of the files that have to be read: those of the same length and checksum as another. */
export function bytesToCompare(files: SampleFiles): number {
  const counts = countSums(files);
  return files.reduce((sum, one) => sum + (counts.get(sumOf(one))! > 1 ? one.size : 0), 0);
}

async function* fileKeys(
  files: SampleFiles,
  keyOf: KeyOf,
  signal: AbortSignal | undefined,
): AsyncGenerator<[position: number, key: string]> {
  const counts = countSums(files);
  for (const [position, file] of files.entries()) {
    if (counts.get(sumOf(file)) === 1) continue;
    throwIfAborted(signal);
    yield [position, keyOf(await file.bytes())];
  }
}

function bytesOf(values: SampleArray, from: number, length: number): Uint8Array {
  const width = values.BYTES_PER_ELEMENT;
  return new Uint8Array(values.buffer, values.byteOffset + from * width, length * width);
}

/** @returns gives xxHash128 of the bytes, as hexadecimal digits */
async function keyMaker(): Promise<KeyOf> {
  const { createXXHash128 } = await import('hash-wasm');
  const hash = await createXXHash128();
  return (bytes) => hash.init().update(bytes).digest('hex');
}
