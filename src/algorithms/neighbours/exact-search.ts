/**
 * Exact nearest neighbours by a full scan of streamed samples: ‖q − x‖² = ‖q‖² + ‖x‖² − 2 q·x, with the products of a block of
 * samples and all queries computed at once on the tensor backend. These have single precision and select candidates only:
 * every sample that may be among the nearest, given their error, is measured in double precision.
 */
import * as tf from '../../tensor/tf.ts';
import { chunks, requireFinite, rowsWithin, type Chunk, type FeatureSource } from '../feature-source.ts';
import { attainableCount, KNearest, type Neighbours, type NeighbourSearch, type Query } from './neighbours.ts';
import { pointsOf, squaredDistance, type Points } from '../points.ts';

/** Values of a block of samples on the device, and of its products with the queries. */
const BLOCK_VALUES = 1 << 19;
const BLOCK_PRODUCTS = 1 << 21;
/** Unit roundoff of single precision. */
const UNIT_ROUNDOFF = 2 ** -24;

export class ExactSearch implements NeighbourSearch {
  readonly count: number;
  readonly dimensions: number;
  readonly kind = 'exact';
  readonly recall = 1;
  /**
   * Bound of the error of 2 q·x in units of ‖q‖² + ‖x‖²: with unit roundoff u, a sum of d products has an error of at most
   * d·u·‖q‖‖x‖ in any order (Higham, "Accuracy and stability of numerical algorithms", §3.1), and twice that is at most
   * d·u·(‖q‖² + ‖x‖²). Doubled for the rounding of the norms and for GPUs with larger errors.
   */
  private readonly error: number;

  private constructor(
    private readonly source: FeatureSource,
    /** ‖x‖² of every sample. */
    private readonly norms: Float32Array,
  ) {
    this.count = source.count;
    this.dimensions = source.dimensions;
    this.error = 2 * (source.dimensions + 8) * UNIT_ROUNDOFF;
  }

  /**
   * Reads the source once, for the norms.
   * @throws Problem `unfit` where a feature is not a finite number
   */
  static async build(source: FeatureSource, checkpoint: () => Promise<void>): Promise<ExactSearch> {
    const norms = new Float32Array(source.count);
    for await (const { values, from, count, size } of chunks(source, rowsWithin(BLOCK_VALUES, source.dimensions))) {
      let total = 0;
      for (let i = 0, at = 0; i < count; i++) {
        let sum = 0;
        for (const end = at + size; at < end; at++) sum += values[at]! * values[at]!;
        norms[from + i] = sum;
        total += norms[from + i]!;
      }
      requireFinite(total);
      await checkpoint();
    }
    return new ExactSearch(source, norms);
  }

  async nearest(...[queries, { k, excluded, order, checkpoint }]: Query): Promise<Neighbours> {
    const size = this.dimensions;
    const queryPoints = pointsOf(queries, size);
    const each = attainableCount(k, this.count, excluded);
    const found = Array.from({ length: queryPoints.count }, () => new KNearest(each, order));
    if (each === 0 || queryPoints.count === 0) return KNearest.toNeighbours(found, each);
    const rows = Math.min(rowsWithin(BLOCK_VALUES, size), rowsWithin(BLOCK_PRODUCTS, queryPoints.count));
    const queryTensor = tf.tensor2d(queries, [queryPoints.count, size]);
    try {
      for await (const chunk of chunks(this.source, rows)) {
        const product = tf.tidy(() =>
          tf.matMul(queryTensor, tf.tensor2d(chunk.values, [chunk.count, size]), false, true),
        );
        const products = await product.data<'float32'>();
        product.dispose();
        for (let q = 0; q < queryPoints.count; q++)
          this.measureCandidates(queryPoints, q, chunk, products, found[q]!, excluded);
        await checkpoint();
      }
    } finally {
      queryTensor.dispose();
    }
    return KNearest.toNeighbours(found, each);
  }

  /** Measures the samples of the chunk that may be nearer to the query than its farthest neighbour so far. */
  private measureCandidates(
    queries: Points,
    q: number,
    chunk: Chunk,
    products: Float32Array,
    nearest: KNearest,
    excluded: ReadonlySet<number>,
  ): void {
    const { norms, error } = this;
    const row = products.subarray(q * chunk.count, (q + 1) * chunk.count);
    const own = squaredNorm(queries, q) * (1 - error);
    let limit = nearest.maxDistance - own;
    for (let i = 0; i < row.length; i++) {
      // (1 − error)‖x‖² − 2 q·x > maxDistance − (1 − error)‖q‖²; a product that is not a number excludes nothing.
      if ((1 - error) * norms[chunk.from + i]! - 2 * row[i]! > limit) continue;
      if (excluded.has(chunk.from + i)) continue;
      nearest.insert(chunk.from + i, squaredDistance(queries, q, chunk, i, nearest.maxDistance));
      limit = nearest.maxDistance - own;
    }
  }
}

function squaredNorm({ values, size }: Points, i: number): number {
  let sum = 0;
  for (let at = i * size; at < (i + 1) * size; at++) sum += values[at]! * values[at]!;
  return sum;
}
