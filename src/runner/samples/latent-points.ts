/**
 * Latent points of the data set's samples, kept in memory from step to step: training, validation, measuring and queries of a
 * learner in latent space read the same samples again and again, and an encoder costs more than the linear learner itself.
 */
import type { LruCache } from '../assets/lru-cache.ts';

/** Points that are added together to the memory. */
const BLOCK = 1024;

/** By one encoder. Points beyond the limit are computed at each read. */
export class LatentPoints {
  private readonly rows = new Map<number, number>();
  private readonly blocks: Float32Array[] = [];

  /** @param limit bytes */
  constructor(
    private readonly latent: number,
    private readonly limit: number,
  ) {}

  /** Bytes in memory. */
  get bytes(): number {
    return this.blocks.length * this.blockBytes;
  }

  /**
   * The latent points `[n, latent]` of samples of the data set. A point does not depend on the reads before: the last bits
   * of a matrix product may depend on the number of rows, so all batches have the same number.
   * @param indices into the data set
   * @param batchSize samples of each batch
   * @param encode latent points of `batchSize` samples
   */
  async read(
    indices: Int32Array,
    { batchSize, encode }: { batchSize: number; encode(indices: Int32Array): Promise<Float32Array> },
  ): Promise<Float32Array> {
    const { latent } = this;
    const found = new Float32Array(indices.length * latent);
    const places = new Map<number, number[]>();
    indices.forEach((index, place) => {
      const point = this.pointOf(index);
      if (point) found.set(point, place * latent);
      else places.set(index, [...(places.get(index) ?? []), place]);
    });
    const missing = [...places.keys()];
    for (let from = 0; from < missing.length; from += batchSize) {
      const batch = missing.slice(from, from + batchSize);
      const filled = Int32Array.from({ length: batchSize }, (_, i) => batch[i] ?? batch[0]!);
      const points = await encode(filled);
      batch.forEach((index, row) => {
        const point = points.subarray(row * latent, (row + 1) * latent);
        for (const place of places.get(index)!) found.set(point, place * latent);
        this.add(index, point);
      });
    }
    return found;
  }

  private get blockBytes(): number {
    return BLOCK * this.latent * Float32Array.BYTES_PER_ELEMENT;
  }

  private pointOf(index: number): Float32Array | undefined {
    const row = this.rows.get(index);
    return row === undefined ? undefined : this.placeOf(row);
  }

  private placeOf(row: number): Float32Array {
    const at = (row % BLOCK) * this.latent;
    return this.blocks[Math.floor(row / BLOCK)]!.subarray(at, at + this.latent);
  }

  private add(index: number, point: Float32Array): void {
    if (this.rows.has(index)) return;
    const row = this.rows.size;
    if (row === this.blocks.length * BLOCK) {
      if (this.bytes + this.blockBytes > this.limit) return;
      this.blocks.push(new Float32Array(BLOCK * this.latent));
    }
    this.rows.set(index, row);
    this.placeOf(row).set(point);
  }
}

/**
 * Reads through the points that the run keeps of this encoder.
 * @param key of the encoder
 */
export async function readLatentPoints(
  cache: LruCache<LatentPoints>,
  { key, latent }: { key: string; latent: number },
  ...request: Parameters<LatentPoints['read']>
): Promise<Float32Array> {
  const points = cache.get(key) ?? new LatentPoints(latent, cache.limit);
  const found = await points.read(...request);
  cache.set(key, points, points.bytes);
  return found;
}
