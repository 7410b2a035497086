/**
 * Exact nearest neighbours by a k-d tree (Bentley 1975; pruned by tight bounding boxes): samples are divided at the median of
 * the dimension with the largest range, down to leaves of a few dozen, and a node is skipped where its box is farther away
 * than the farthest neighbour so far. Fast in few dimensions; in fifty nearly every leaf is visited (docs/matching.md).
 */
import { readAllFeatures, type FeatureSource } from '../feature-source.ts';
import { searchEachQuery, type KNearest, type Neighbours, type NeighbourSearch, type Query } from './neighbours.ts';
import { rowsInOrder, squaredDistance, type Points } from '../points.ts';

/** Largest number of samples in a leaf. */
const LEAF_SIZE = 40;
/** Values read between two checkpoints. */
const VALUES_PER_YIELD = 4e6;

/** The arrays of a tree, for storing it. Node 0 is the root, the children of `n` are 2n + 1 and 2n + 2. */
export interface KdTreeParts {
  count: number;
  dimensions: number;
  /** `[count, dimensions]`, leaf after leaf. */
  values: Float32Array;
  /** The sample of each row of `values`. */
  order: Int32Array;
  /** Least and greatest value of every node in each dimension, `[nodes, 2, dimensions]`. */
  boxes: Float32Array;
}

export class KdTree implements NeighbourSearch {
  readonly count: number;
  readonly dimensions: number;
  readonly kind = 'tree';
  readonly recall = 1;
  private readonly points: Points;
  private readonly levels: number;

  constructor(readonly parts: KdTreeParts) {
    const { count, dimensions, values } = parts;
    this.count = count;
    this.dimensions = dimensions;
    this.points = { values, count, size: dimensions };
    this.levels = levelsFor(count);
  }

  /**
   * Needs memory for twice the source's features.
   * @throws Problem `unfit` where a feature is not a finite number
   */
  static async build(source: FeatureSource, checkpoint: () => Promise<void>): Promise<KdTree> {
    const points = await readAllFeatures(source, checkpoint);
    const { count, size } = points;
    const order = Int32Array.from({ length: count }, (_, i) => i);
    const boxes = new Float32Array((2 ** (levelsFor(count) + 1) - 1) * 2 * size);
    await partition(points, order, boxes, checkpoint);
    return new KdTree({ count, dimensions: size, values: rowsInOrder(points, order), order, boxes });
  }

  nearest(...query: Query): Promise<Neighbours> {
    const [, { excluded }] = query;
    return searchEachQuery(this, query, (points, q, nearest) => {
      if (!nearest.full) this.visit(points, q, nearest, excluded, 0, 0, this.count);
    });
  }

  /** Searches the samples of a node, which are `from` to `to` − 1 of the order. */
  private visit(
    queries: Points,
    q: number,
    nearest: KNearest,
    excluded: ReadonlySet<number>,
    node: number,
    from: number,
    to: number,
  ): void {
    if (2 * node + 2 >= 2 ** (this.levels + 1)) {
      const { order } = this.parts;
      for (let i = from; i < to; i++) {
        const distance = squaredDistance(queries, q, this.points, i, nearest.maxDistance);
        // The cheaper test first.
        if (!(distance > nearest.maxDistance) && !excluded.has(order[i]!)) nearest.insert(order[i]!, distance);
      }
      return;
    }
    const middle = (from + to) >> 1;
    const [left, right] = [2 * node + 1, 2 * node + 2];
    const toLeft = this.distanceToBox(left, queries, q);
    const toRight = this.distanceToBox(right, queries, q);
    const leftFirst = !(toRight < toLeft);
    if (leftFirst && !(toLeft > nearest.maxDistance)) this.visit(queries, q, nearest, excluded, left, from, middle);
    if (!(toRight > nearest.maxDistance)) this.visit(queries, q, nearest, excluded, right, middle, to);
    if (!leftFirst && !(toLeft > nearest.maxDistance)) this.visit(queries, q, nearest, excluded, left, from, middle);
  }

  /**
   * Squared distance from the query to the node's box. It is summed in the same order as distances to samples, and rounding
   * is monotonic: it never exceeds the distance to a sample inside.
   */
  private distanceToBox(node: number, { values }: Points, q: number): number {
    const { dimensions: size } = this;
    const { boxes } = this.parts;
    const box = node * 2 * size;
    let sum = 0;
    for (let d = 0; d < size; d++) {
      const value = values[q * size + d]!;
      const below = boxes[box + d]! - value;
      const above = value - boxes[box + size + d]!;
      if (below > 0) sum += below * below;
      else if (above > 0) sum += above * above;
    }
    return sum;
  }
}

/** Number of halvings after which the samples fit into leaves. */
const levelsFor = (count: number): number => Math.max(0, Math.ceil(Math.log2(Math.max(1, count) / LEAF_SIZE)));

/** Orders the samples so that those of every node are adjacent, and computes the boxes. */
async function partition(
  points: Points,
  order: Int32Array,
  boxes: Float32Array,
  checkpoint: () => Promise<void>,
): Promise<void> {
  const { count, size } = points;
  const firstLeaf = 2 ** levelsFor(count) - 1;
  let touched = 0;
  const stack: [number, number, number][] = [[0, 0, count]];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [node, from, to] = next;
    const box = boxes.subarray(node * 2 * size, (node + 1) * 2 * size);
    fitBoundingBox(points, order, from, to, box);
    touched += (to - from) * size;
    if (touched > VALUES_PER_YIELD) {
      touched = 0;
      await checkpoint();
    }
    if (node >= firstLeaf) continue;
    const middle = (from + to) >> 1;
    quickselect(points.values, size, widestDimension(box, size), order, from, to - 1, middle);
    stack.push([2 * node + 2, middle, to], [2 * node + 1, from, middle]);
  }
}

function fitBoundingBox(
  { values, size }: Points,
  order: Int32Array,
  from: number,
  to: number,
  box: Float32Array,
): void {
  box.fill(Infinity, 0, size);
  box.fill(-Infinity, size);
  for (let i = from; i < to; i++) {
    const at = order[i]! * size;
    for (let d = 0; d < size; d++) {
      const value = values[at + d]!;
      if (value < box[d]!) box[d] = value;
      if (value > box[size + d]!) box[size + d] = value;
    }
  }
}

function widestDimension(box: Float32Array, size: number): number {
  let best = 0;
  for (let d = 1; d < size; d++) if (box[size + d]! - box[d]! > box[size + best]! - box[best]!) best = d;
  return best;
}

/** Reorders `left` to `right`: in this dimension, no value before position `k` is greater, and none after it is less (Hoare). */
function quickselect(
  values: Float32Array,
  size: number,
  dimension: number,
  order: Int32Array,
  left: number,
  right: number,
  k: number,
): void {
  while (left < right) {
    const pivot = values[order[k]! * size + dimension]!;
    let [i, j] = [left, right];
    do {
      while (values[order[i]! * size + dimension]! < pivot) i++;
      while (pivot < values[order[j]! * size + dimension]!) j--;
      if (i <= j) {
        const swapped = order[i]!;
        order[i++] = order[j]!;
        order[j--] = swapped;
      }
    } while (i <= j);
    if (j < k) left = i;
    if (k < i) right = j;
  }
}
