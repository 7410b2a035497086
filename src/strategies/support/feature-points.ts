/** The learner's features of a whole pool or labelled set, for the strategies that compare samples with each other. */
import type { Points } from '../../algorithms/points.ts';
import { Problem } from '../../protocol/problem.ts';
import type { StrategyContext, PredictionView } from '../contracts/strategy.ts';

export interface FeaturePoints {
  /** Indices into the data set, in the order of the points. */
  indices: Int32Array;
  points: Points;
}

/**
 * One pass over the pool.
 * @throws Problem `unfit` where the features of so many samples do not fit into memory
 */
export async function poolFeatures(context: StrategyContext): Promise<FeaturePoints> {
  const indices = new Int32Array(context.poolSize);
  let values = new Float32Array(0);
  let size = 0;
  let done = 0;
  for await (const view of context.pool()) {
    const points = featurePoints(view);
    if (done === 0) {
      size = points.size;
      values = allocateFeatures(context.poolSize, size);
    }
    indices.set(view.indices, done);
    values.set(points.values, done * size);
    context.progress((done += points.count), context.poolSize);
    await context.checkpoint();
  }
  return { indices, points: { values, count: done, size } };
}

/** The features of a view. */
export function featurePoints(view: PredictionView): Points {
  if (!view.features) throw new Error('A strategy that wants features must name them among its needs.');
  return { values: view.features, count: view.indices.length, size: view.featureSize };
}

/**
 * Room for so many features.
 * @throws Problem `unfit` where there is none
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
