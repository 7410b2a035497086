/** The learner's features of a whole pool or view as points, for strategies that compare samples with each other. */
import type { Points } from '../../algorithms/points.ts';
import { Problem } from '../../protocol/problem.ts';
import type { PredictionRequest, PredictionView } from '../contracts/prediction.ts';
import type { StrategyContext } from '../contracts/strategy.ts';

/**
 * The features of the pool in the order of `poolIndices`, from one pass.
 * @throws Problem `unfit` where the features of so many samples do not fit into memory
 */
export async function poolFeatures(context: StrategyContext): Promise<Points> {
  const { poolSize, learner } = context;
  const size = learner.network.featureSize;
  const values = allocateFeatures(poolSize, size);
  let count = 0;
  for await (const view of context.predict({ features: true })) {
    values.set(view.features, count * size);
    count += view.indices.length;
  }
  return { values, count, size };
}

/** What samples are compared by, and how many values each has. */
interface ComparedRows<Asked extends PredictionRequest> {
  outputs: Asked;
  /** Values of a row. */
  size: number;
  /** Rows of a view with those outputs, `[n, size]`. */
  rowsOf(view: PredictionView<Asked>): Float32Array;
}

/**
 * Rows of unlabelled samples, then of the labelled ones, from one pass over each.
 * @param indices of the unlabelled samples, in the order of the rows
 * @throws Problem `unfit` where so many rows do not fit into memory
 */
export async function unlabelledThenLabelled<const Asked extends PredictionRequest>(
  context: StrategyContext,
  { outputs, size, rowsOf }: ComparedRows<Asked>,
  indices: Int32Array,
): Promise<Points> {
  const labelled = rowsOf(await context.predictLabelled(outputs));
  const count = indices.length + labelled.length / size;
  const values = allocateFeatures(count, size);
  let at = 0;
  for await (const view of context.predict(outputs, indices)) {
    const rows = rowsOf(view);
    values.set(rows, at);
    at += rows.length;
  }
  values.set(labelled, at);
  return { values, count, size };
}

/** The features of a view. */
export const featurePoints = ({ features, featureSize, indices }: PredictionView<{ features: true }>): Points => ({
  values: features,
  count: indices.length,
  size: featureSize,
});

/**
 * Memory for `count` rows of `size` values.
 * @throws Problem `unfit` where they do not fit into memory
 */
export function allocateFeatures(count: number, size: number): Float32Array<ArrayBuffer> {
  try {
    return new Float32Array(count * size);
  } catch {
    throw new Problem(
      'unfit',
      `The features of ${count.toLocaleString('en')} samples with ${size} values each do not fit into memory.`,
      'Choose a smaller pool, or a strategy that scores samples one by one.',
    );
  }
}
