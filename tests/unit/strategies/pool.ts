/** A pool and a learner's view of it, made up of plain numbers, as a strategy gets to see them. */
import { Draws } from '../../../src/chance/draws.ts';
import type { StrategyContext, View } from '../../../src/strategies/strategy.ts';

export interface MadePool {
  /** Row per unlabelled sample. */
  probabilities?: number[][];
  features?: number[][];
  distances?: number[];
  labelledFeatures?: number[][];
  /** Indices into the data set; 100, 101, … where absent. */
  indices?: number[];
  size: number;
  seed?: number;
  /** Samples per batch of the pass. */
  batch?: number;
}

export function contextOf(made: MadePool): StrategyContext {
  const count = (made.probabilities ?? made.features ?? made.distances!.map(() => [])).length;
  const classes = made.probabilities?.[0]?.length ?? 2;
  const featureSize = made.features?.[0]?.length ?? 0;
  const indices = made.indices ?? Array.from({ length: count }, (_, i) => 100 + i);
  const view = (from: number, to: number): View => ({
    indices: Int32Array.from(indices.slice(from, to)),
    classes,
    probabilities: Float32Array.from((made.probabilities ?? []).slice(from, to).flat()),
    featureSize,
    ...(made.features && { features: Float32Array.from(made.features.slice(from, to).flat()) }),
    ...(made.distances && { distances: Float32Array.from(made.distances.slice(from, to)) }),
  });
  return {
    size: made.size,
    classes,
    poolSize: count,
    parameters: {},
    draws: new Draws(made.seed ?? 1, 'strategy'),
    poolIndices: Int32Array.from(indices),

    async *pool() {
      for (let from = 0; from < count; from += made.batch ?? 3)
        yield view(from, Math.min(count, from + (made.batch ?? 3)));
    },
    labelled() {
      const rows = made.labelledFeatures ?? [];
      return Promise.resolve({
        indices: Int32Array.from(rows, (_, i) => i),
        labels: new Int32Array(rows.length),
        classes,
        probabilities: new Float32Array(rows.length * classes).fill(1 / classes),
        features: Float32Array.from(rows.flat()),
        featureSize,
      });
    },
    gate: () => Promise.resolve(),
    progress: () => undefined,
  };
}

/** The view of one pass as a whole, for surfaces. */
export async function wholeView(made: MadePool): Promise<View> {
  for await (const view of contextOf({ ...made, batch: 1e9 }).pool()) return view;
  throw new Error('The pool is empty.');
}
