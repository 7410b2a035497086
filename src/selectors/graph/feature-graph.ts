/**
 * The graph of CoreGCN and UncertainGCN (Caramalau, Bhattarai and Kim, CVPR 2021; the authors' selection_methods.py): nodes are
 * samples, edges the cosines S of their features, A = S D⁻¹ + I with the column sums D of S. A has nodes × nodes entries and is
 * never built: with unit rows X, A V = X (Xᵀ D⁻¹ V) − D⁻¹ V + V takes nodes × features × columns products.
 *
 * The paper's features are outputs of a ReLU. Features with negative values are split into their positive and their negative
 * parts side by side, so that no cosine is negative and no column sum 0 by cancellation; without negative values nothing changes.
 */
import type { Points } from '../../algorithms/points.ts';
import * as tf from '../../tensor/tf.ts';

/** A node whose cosines with all others add up to less has no edge but the one to itself. */
const LEAST_DEGREE = 1e-3;

export interface FeatureGraph {
  nodes: number;
  /** Of a row of X: the features', or twice as many where they are split. */
  dimensions: number;
  /** X, rows of length 1, or 0 where all features are 0. `[nodes, dimensions]` */
  rows: tf.Tensor2D;
  /** Diagonal of D⁻¹, 0 for a node without edges. `[nodes, 1]` */
  inverseDegrees: tf.Tensor2D;
  /** Diagonal of X Xᵀ D⁻¹, which S does not have. `[nodes, 1]` */
  ownShares: tf.Tensor2D;
  /** Rows like X, `[n, dimensions]`, of other samples `[n, features]`. */
  rowsOf(features: Points): Float32Array;
  dispose(): void;
}

export function buildFeatureGraph(features: Points): FeatureGraph {
  const isSplit = features.values.some((value) => value < 0);
  const dimensions = isSplit ? 2 * features.size : features.size;
  const rowsOf = (points: Points): Float32Array => unitRows(points, isSplit);
  const values = rowsOf(features);
  const { degrees, squares } = degreesOf(values, dimensions);
  const inverse = degrees.map((degree) => (degree < LEAST_DEGREE ? 0 : 1 / degree));
  const column = (of: Float64Array) => tf.tensor2d(Float32Array.from(of), [features.count, 1]);
  const tensors = {
    rows: tf.tensor2d(values, [features.count, dimensions]),
    inverseDegrees: column(inverse),
    ownShares: column(inverse.map((one, i) => one * squares[i]!)),
  };
  return { nodes: features.count, dimensions, ...tensors, rowsOf, dispose: () => tf.dispose(tensors) };
}

/** A V for V `[nodes, columns]`. Differentiable. */
export function propagate({ rows, inverseDegrees, ownShares }: FeatureGraph, v: tf.Tensor2D): tf.Tensor2D {
  const neighbours = tf.matMul(rows, summarise({ rows, inverseDegrees }, v)) as tf.Tensor2D;
  return tf.add(tf.sub(neighbours, tf.mul(v, ownShares)), v);
}

/** Xᵀ D⁻¹ V, `[dimensions, columns]`: what a sample outside of the graph would take from its nodes. */
export const summarise = (
  { rows, inverseDegrees }: Pick<FeatureGraph, 'rows' | 'inverseDegrees'>,
  v: tf.Tensor2D,
): tf.Tensor2D => tf.matMul(rows, tf.mul(v, inverseDegrees), true);

function unitRows({ values, count, size }: Points, isSplit: boolean): Float32Array {
  const dimensions = isSplit ? 2 * size : size;
  const rows = new Float32Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    let squares = 0;
    for (let d = 0; d < size; d++) squares += values[i * size + d]! ** 2;
    const scale = squares > 0 || Number.isNaN(squares) ? 1 / Math.sqrt(squares) : 0;
    for (let d = 0; d < size; d++) {
      const value = values[i * size + d]! * scale;
      if (!(value < 0)) rows[i * dimensions + d] = value;
      else if (isSplit) rows[i * dimensions + size + d] = -value;
    }
  }
  return rows;
}

/** Column sums of S, and the squared length of each row: in double precision, as their difference may be small. */
function degreesOf(rows: Float32Array, size: number): { degrees: Float64Array; squares: Float64Array } {
  const total = new Float64Array(size);
  for (let at = 0; at < rows.length; at++) total[at % size]! += rows[at]!;
  const count = rows.length / size;
  const degrees = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let i = 0; i < count; i++)
    for (let d = 0; d < size; d++) {
      const value = rows[i * size + d]!;
      squares[i]! += value * value;
      degrees[i]! += value * (total[d]! - value);
    }
  return { degrees, squares };
}
