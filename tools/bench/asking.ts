/** Choosing ten of 10,000 with every strategy, the learner's pass over the pool apart, in samples of the pool a second. */
import { Draws } from '../../src/chance/draws.ts';
import { strategies } from '../../src/strategies/index.ts';
import type { StrategyContext, View } from '../../src/strategies/strategy.ts';
import { withDefaults } from '../../src/spec/schema.ts';
import type { Subject } from './subject.ts';

const POOL = 10_000;
const LABELLED = 100;
const CLASSES = 10;
const FEATURES = 64;
const BATCH = 500;

export async function asking(): Promise<Subject[]> {
  const made = context();
  return strategies.map(({ about, select }) => ({
    name: about.name,
    phase: `10 of ${POOL.toLocaleString('en')}`,
    units: POOL,
    run: () => select({ ...made, parameters: withDefaults(about.parameters, {}) }),
  }));
}

function context(): Omit<StrategyContext, 'parameters'> {
  const draws = new Draws(1, 'bench');
  const pool = view(POOL, draws.child('pool'));
  const labelled = view(LABELLED, draws.child('labelled'));
  return {
    size: 10,
    classes: CLASSES,
    poolSize: POOL,
    poolIndices: pool.indices,
    draws: draws.child('strategy'),
    async *pool() {
      for (let from = 0; from < POOL; from += BATCH) yield slice(pool, from, from + BATCH);
    },
    labelled: () => Promise.resolve({ ...labelled, labels: new Int32Array(LABELLED) }),
    gate: () => Promise.resolve(),
    progress: () => undefined,
  };
}

type Whole = Required<View>;

/** Predictions and features of nothing in particular. */
function view(count: number, draws: Draws): Whole {
  const probabilities = new Float32Array(count * CLASSES);
  for (let row = 0; row < count; row++) {
    const weights = Array.from({ length: CLASSES }, () => Math.exp(2 * draws.normal()));
    const sum = weights.reduce((a, b) => a + b, 0);
    weights.forEach((weight, k) => (probabilities[row * CLASSES + k] = weight / sum));
  }
  return {
    indices: Int32Array.from({ length: count }, (_, i) => i),
    classes: CLASSES,
    probabilities,
    featureSize: FEATURES,
    features: Float32Array.from({ length: count * FEATURES }, () => Math.max(0, draws.normal())),
    distances: Float32Array.from({ length: count }, () => Math.abs(draws.normal())),
  };
}

const slice = (all: Whole, from: number, to: number): Whole => ({
  ...all,
  indices: all.indices.slice(from, to),
  probabilities: all.probabilities.slice(from * CLASSES, to * CLASSES),
  features: all.features.slice(from * FEATURES, to * FEATURES),
  distances: all.distances.slice(from, to),
});
