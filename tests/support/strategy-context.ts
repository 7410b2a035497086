/** A pool and a learner's view of it, made up of plain numbers, as a strategy gets to see them. */
import { Rng } from '../../src/random/rng.ts';
import type { Network } from '../../src/models/model.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import type { FittedLearner, StrategyContext, PredictionView } from '../../src/strategies/contracts/strategy.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';

export interface PoolFixture {
  /** Row per unlabelled sample. */
  probabilities?: number[][];
  features?: number[][];
  distances?: number[];
  labelledFeatures?: number[][];
  /** Indices into the data set; 100, 101, … where absent. */
  indices?: number[];
  size: number;
  seed?: number;
  parameters?: ParameterValues;
  /** The learner that stands behind the pool's numbers, for those that run it again. */
  network?: Network;
  artifacts?: FittedLearner['artifacts'];
  labels?: number[];
  /** Samples per batch of the pass. */
  batch?: number;
}

export function strategyContext(made: PoolFixture): StrategyContext {
  const count = (made.probabilities ?? made.features ?? made.distances!.map(() => [])).length;
  const classes = made.probabilities?.[0]?.length ?? 2;
  const featureSize = made.features?.[0]?.length ?? 0;
  const indices = made.indices ?? Array.from({ length: count }, (_, i) => 100 + i);
  const rowsOf = (rows: readonly (readonly number[])[] | undefined, places: number[]): Float32Array =>
    Float32Array.from(rows ? places.flatMap((place) => rows[place]!) : []);
  const view = (places: number[]): PredictionView => ({
    indices: Int32Array.from(places, (place) => indices[place]!),
    classes,
    probabilities: rowsOf(made.probabilities, places),
    featureSize,
    ...(made.features && { features: rowsOf(made.features, places) }),
    ...(made.features && { trunk: rowsOf(made.features, places) }),
    ...(made.distances && { distances: Float32Array.from(places, (place) => made.distances![place]!) }),
  });
  return {
    batchSize: made.size,
    classes,
    poolSize: count,
    parameters: made.parameters ?? {},
    rng: new Rng(made.seed ?? 1, 'strategy'),
    poolIndices: Int32Array.from(indices),

    async *pool(among) {
      const places = Array.from(among ?? indices, (index) => indices.indexOf(index));
      const batch = made.batch ?? 3;
      for (let from = 0; from < places.length; from += batch) yield view(places.slice(from, from + batch));
    },
    labelled() {
      const rows = made.labelledFeatures ?? [];
      return Promise.resolve({
        indices: Int32Array.from(rows, (_, i) => i),
        labels: Int32Array.from(made.labels ?? rows.map(() => 0)),
        classes,
        probabilities: new Float32Array(rows.length * classes).fill(1 / classes),
        features: Float32Array.from(rows.flat()),
        featureSize,
      });
    },
    learner: {
      network: made.network ?? linearNetwork(featureSize, classes),
      pool: sampleSet(made.features ?? indices.map(() => [])),
      labelled: sampleSet(made.labelledFeatures ?? [], made.labels ?? (made.labelledFeatures ?? []).map(() => 0)),
      artifacts: made.artifacts ?? { scores: { critic: (z) => tf.sigmoid(tf.sum(z, 1)) }, dispose: () => undefined },
    },
    checkpoint: () => Promise.resolve(),
    progress: () => undefined,
  };
}

/** The view of one pass as a whole, for surfaces. */
export async function fullView(made: PoolFixture): Promise<PredictionView> {
  for await (const view of strategyContext({ ...made, batch: 1e9 }).pool()) return view;
  throw new Error('The pool is empty.');
}

/** Samples that are their own features. */
export function sampleSet(rows: readonly (readonly number[])[], labels?: readonly number[]): SampleSet {
  return {
    count: rows.length,
    labels: Int32Array.from(labels ?? rows.map(() => -1)),
    read: (positions) => Promise.resolve(Float32Array.from(Array.from(positions, (i) => rows[i]!).flat())),
  };
}

/** One linear layer over features with dropout of a half, the same in all rows of a pass. */
export function linearNetwork(size: number, classes: number, weights?: number[]): Network {
  const values =
    weights ?? Array.from({ length: size * classes }, (_, at) => Math.sin(1 + 3 * at + Math.floor(at / classes)));
  const neck: Network['neck'] = (z, mode) => {
    const rng = mode.training ? mode.rng : mode.dropout;
    if (!rng) return z;
    const mask = Float32Array.from({ length: size }, () => (rng.uniform() < 0.5 ? 0 : 2));
    return tf.mul(z, tf.tensor1d(mask));
  };
  return {
    shape: [size],
    classes,
    loss: 'cross-entropy',
    trunkSize: size,
    featureSize: size,
    stochastic: true,
    variables: [],
    state: [],
    trunk: (samples) => samples as tf.Tensor2D,
    neck,
    features: (samples, mode) => neck(samples as tf.Tensor2D, mode),
    head: (z) => tf.matMul(z, tf.tensor2d(values, [size, classes])),
    dispose: () => undefined,
  };
}
