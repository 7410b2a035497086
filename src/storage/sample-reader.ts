/** Reads samples of a stored data set by index, through a bounded cache of chunks. */
import { scaleDivisor, sampleSize, type DatasetInfo, type SampleArray } from '../protocol/dataset.ts';
import { Problem } from '../protocol/problem.ts';
import type { Database } from './database.ts';

/** Cache size per data set in bytes. */
const CACHE_BYTES = 192 * 2 ** 20;

export class SampleReader {
  readonly stride: number;
  private readonly cache = new Map<number, SampleArray>();
  /** Chunks being read, shared by concurrent calls. */
  private readonly loading = new Map<number, Promise<SampleArray>>();
  private cachedBytes = 0;

  constructor(
    private readonly db: Database,
    readonly info: DatasetInfo,
    private readonly limit = CACHE_BYTES,
  ) {
    this.stride = sampleSize(info.shape);
  }

  /**
   * The stored values of samples in the order of the indices. Sorted indices read each chunk once.
   * @throws Problem `missing` where the data set has been deleted
   */
  async read(indices: ArrayLike<number>): Promise<SampleArray> {
    const length = indices.length * this.stride;
    const out = this.info.dtype === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
    let current = -1;
    let chunk: SampleArray | undefined;
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      if (!(index >= 0 && index < this.info.count)) throw new RangeError(`sample ${index} of ${this.info.count}`);
      const number = Math.floor(index / this.info.chunkSize);
      if (number !== current || !chunk) {
        chunk = await this.chunk(number);
        current = number;
      }
      const from = (index - number * this.info.chunkSize) * this.stride;
      out.set(chunk.subarray(from, from + this.stride), i * this.stride);
    }
    return out;
  }

  /**
   * The samples as the input of a network: images divided by 255, then every channel or column standardised by the training
   * part's mean and deviation, or by the values that the experiment sets.
   */
  async normalised(indices: ArrayLike<number>): Promise<Float32Array> {
    return this.normalise(await this.read(indices));
  }

  /** The same scaling for values that are not stored: positions of a map. */
  normalise(raw: SampleArray): Float32Array {
    const { mean, std } = this.info.scale;
    const unit = this.info.dtype === 'uint8' ? 1 / 255 : 1;
    const channels = mean.length;
    const factor = std.map((one) => unit / scaleDivisor(one));
    const shift = std.map((one, c) => -mean[c]! / scaleDivisor(one));
    const out = new Float32Array(raw.length);
    if (channels === 1) {
      const a = factor[0]!;
      const b = shift[0]!;
      for (let i = 0; i < raw.length; i++) out[i] = raw[i]! * a + b;
    } else {
      for (let i = 0, c = 0; i < raw.length; i++) {
        out[i] = raw[i]! * factor[c]! + shift[c]!;
        if (++c === channels) c = 0;
      }
    }
    return out;
  }

  private async chunk(number: number): Promise<SampleArray> {
    const cached = this.cache.get(number);
    if (cached) {
      // The map is in order of use: its first entry is the least recently used.
      this.cache.delete(number);
      this.cache.set(number, cached);
      return cached;
    }
    let loading = this.loading.get(number);
    if (!loading) {
      loading = this.loadChunk(number).finally(() => this.loading.delete(number));
      this.loading.set(number, loading);
    }
    return loading;
  }

  private async loadChunk(number: number): Promise<SampleArray> {
    const chunk = await this.db.get('chunks', [this.info.id, number]);
    if (!chunk)
      throw new Problem(
        'missing',
        `A part of the data set “${this.info.name}” is no longer in this browser.`,
        'Drop its files again, then resume.',
      );
    this.cache.set(number, chunk);
    this.cachedBytes += chunk.byteLength;
    for (const [oldest, value] of this.cache) {
      if (this.cachedBytes <= this.limit || oldest === number) break;
      this.cache.delete(oldest);
      this.cachedBytes -= value.byteLength;
    }
    return chunk;
  }
}
