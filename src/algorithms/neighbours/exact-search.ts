/**
 * Nearest neighbours by looking at every sample, without holding them: ‖q − x‖² = ‖q‖² + ‖x‖² − 2 q·x, the products of a
 * block of samples with all queries at once on the tensor backend. They are of single precision and only choose whom to
 * look at again: whoever may be among the nearest, their error considered, is measured in double precision.
 */
import * as tf from '../../tensor/tf.ts';
import { chunks, refuseUnlessFinite, rowsWithin, type Chunk, type FeatureSource } from '../feature-source.ts';
import { attainable, Nearest, type Neighbours, type NeighbourSearch } from './neighbours.ts';
import { squaredDistance, type Points } from '../points.ts';

/** Values of a block of samples on the device, and of its products with the queries. */
const BLOCK_VALUES = 1 << 19;
const BLOCK_PRODUCTS = 1 << 21;
/** Of single precision. */
const ROUNDING = 2 ** -24;

export class ExactSearch implements NeighbourSearch {
  readonly count: number;
  readonly dimensions: number;
  readonly kind = 'exact';
  readonly recall = 1;
  /**
   * The products' greatest error, in units of ‖q‖² + ‖x‖²: with u the rounding, a sum of d products is off by at most
   * d·u·‖q‖‖x‖ in whatever order (Higham, "Accuracy and stability of numerical algorithms", §3.1), and twice that is
   * d·u·(‖q‖² + ‖x‖²). Doubled for the norms' own roundings and for GPUs that round less well.
   */
  private readonly error: number;

  private constructor(
    private readonly source: FeatureSource,
    /** ‖x‖² of every sample. */
    private readonly norms: Float32Array,
  ) {
    this.count = source.count;
    this.dimensions = source.dimensions;
    this.error = 2 * (source.dimensions + 8) * ROUNDING;
  }

  /**
   * Reads the source once, for the norms.
   * @throws Problem `unfit` where a feature is no number
   */
  static async over(source: FeatureSource, gate: () => Promise<void>): Promise<ExactSearch> {
    const norms = new Float32Array(source.count);
    for await (const { values, from, count, size } of chunks(source, rowsWithin(BLOCK_VALUES, source.dimensions))) {
      let total = 0;
      for (let i = 0, at = 0; i < count; i++) {
        let sum = 0;
        for (const end = at + size; at < end; at++) sum += values[at]! * values[at]!;
        norms[from + i] = sum;
        total += norms[from + i]!;
      }
      refuseUnlessFinite(total);
      await gate();
    }
    return new ExactSearch(source, norms);
  }

  async nearest(
    queries: Float32Array,
    k: number,
    excluded: ReadonlySet<number>,
    gate: () => Promise<void>,
  ): Promise<Neighbours> {
    const { dimensions: size } = this;
    const asked: Points = { values: queries, count: queries.length / size, size };
    const each = attainable(k, this.count, excluded);
    const found = Array.from({ length: asked.count }, () => new Nearest(each));
    if (each === 0 || asked.count === 0) return Nearest.together(found, each);
    const rows = Math.min(rowsWithin(BLOCK_VALUES, size), rowsWithin(BLOCK_PRODUCTS, asked.count));
    const device = tf.tensor2d(queries, [asked.count, size]);
    try {
      for await (const chunk of chunks(this.source, rows)) {
        const product = tf.tidy(() => tf.matMul(device, tf.tensor2d(chunk.values, [chunk.count, size]), false, true));
        const products = await product.data<'float32'>();
        product.dispose();
        for (let q = 0; q < asked.count; q++) this.sift(asked, q, chunk, products, found[q]!, excluded);
        await gate();
      }
    } finally {
      device.dispose();
    }
    return Nearest.together(found, each);
  }

  /** Measures those of the chunk that may be nearer to the query than the farthest that it has so far. */
  private sift(
    queries: Points,
    q: number,
    chunk: Chunk,
    products: Float32Array,
    nearest: Nearest,
    excluded: ReadonlySet<number>,
  ): void {
    const { norms, error } = this;
    const row = products.subarray(q * chunk.count, (q + 1) * chunk.count);
    const own = squaredNorm(queries, q) * (1 - error);
    let limit = nearest.reach - own;
    for (let i = 0; i < row.length; i++) {
      // (1 − error)‖x‖² − 2 q·x > reach − (1 − error)‖q‖²; a product that is no number says nothing
      if ((1 - error) * norms[chunk.from + i]! - 2 * row[i]! > limit) continue;
      if (excluded.has(chunk.from + i)) continue;
      nearest.offer(chunk.from + i, squaredDistance(queries, q, chunk, i, nearest.reach));
      limit = nearest.reach - own;
    }
  }
}

function squaredNorm({ values, size }: Points, i: number): number {
  let sum = 0;
  for (let at = i * size; at < (i + 1) * size; at++) sum += values[at]! * values[at]!;
  return sum;
}
