/**
 * Exact nearest neighbours by a k-d tree (Bentley 1975; pruned by boxes that fit tightly): samples are parted at the median
 * of the dimension in which they spread most, down to leaves of a few dozen, and a part is passed over where its box lies
 * farther away than the farthest neighbour so far. Worth its while in few dimensions; in fifty nearly every leaf is
 * visited (docs/matching.md).
 */
import { readAllFeatures, type FeatureSource } from '../feature-source.ts';
import { attainableCount, KNearest, type Neighbours, type NeighbourSearch } from './neighbours.ts';
import { rowsInOrder, squaredDistance, type Points } from '../points.ts';

/** Samples of a leaf at most. */
const LEAF_SIZE = 40;
/** Values touched between two calls of the gate. */
const VALUES_PER_YIELD = 4e6;

/** What a tree is made of, for storing it. Node 0 is the root, the children of `n` are 2n + 1 and 2n + 2. */
export interface KdTreeParts {
  count: number;
  dimensions: number;
  /** `[count, dimensions]`, leaf after leaf. */
  values: Float32Array;
  /** Which sample each row of `values` is. */
  order: Int32Array;
  /** Of every node the least and the greatest value in each dimension, `[nodes, 2, dimensions]`. */
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
   * Holds the source's features twice while it builds.
   * @throws Problem `unfit` where a feature is no number
   */
  static async build(source: FeatureSource, checkpoint: () => Promise<void>): Promise<KdTree> {
    const points = await readAllFeatures(source, checkpoint);
    const { count, size } = points;
    const order = Int32Array.from({ length: count }, (_, i) => i);
    const boxes = new Float32Array((2 ** (levelsFor(count) + 1) - 1) * 2 * size);
    await partition(points, order, boxes, checkpoint);
    return new KdTree({ count, dimensions: size, values: rowsInOrder(points, order), order, boxes });
  }

  async nearest(
    queries: Float32Array,
    k: number,
    excluded: ReadonlySet<number>,
    checkpoint: () => Promise<void>,
  ): Promise<Neighbours> {
    const { dimensions: size } = this;
    const queryPoints: Points = { values: queries, count: queries.length / size, size };
    const each = attainableCount(k, this.count, excluded);
    const found: KNearest[] = [];
    for (let q = 0; q < queryPoints.count; q++) {
      const nearest = new KNearest(each);
      if (each > 0) this.visit(queryPoints, q, nearest, excluded, 0, 0, this.count);
      found.push(nearest);
      await checkpoint();
    }
    return KNearest.toNeighbours(found, each);
  }

  /** Looks at the samples `from` … `to` − 1 of the order, which are those of the node. */
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
        // that many fewer are looked up
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
   * Squared distance from the query to the node's box. Summed as the distances to samples are: as rounding keeps the order
   * of each term and of each sum, it is never above that of a sample inside.
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

/** Times that all samples are halved until they are few enough for leaves. */
const levelsFor = (count: number): number => Math.max(0, Math.ceil(Math.log2(Math.max(1, count) / LEAF_SIZE)));

/** Orders the samples so that every node's are side by side, and measures the boxes. */
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

/** Reorders `left` … `right` so that nothing before place `k` is greater in this dimension, and nothing after it less (Hoare). */
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
