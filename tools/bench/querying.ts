/**
 * Selects a batch with every strategy, the learner's passes over the pool included, in pool samples a second: LeNet-5, briefly
 * trained, on drawn digits. The artifacts of a training method are made up: an untrained critic and an untrained loss module of
 * the papers' sizes. What a strategy fits for its query takes part, VAAL's networks with few steps, which the phase names.
 */
import { Rng } from '../../src/random/rng.ts';
import { sampleWriterOf } from '../../src/datasets/generators/index.ts';
import { predictAll, predictBatches } from '../../src/runner/views/predictions.ts';
import type { Network } from '../../src/models/model.ts';
import { modelNamed } from '../../src/models/index.ts';
import { withDefaults } from '../../src/protocol/parameters.ts';
import { parseSpec, type ParameterValues } from '../../src/protocol/spec.ts';
import { strategies } from '../../src/strategies/index.ts';
import type { FittedLearner, Strategy } from '../../src/strategies/contracts/strategy.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { buildLossModule } from '../../src/training/learning-loss/loss-module.ts';
import { stagesOf } from '../../src/training/learning-loss/learning-loss.ts';
import { supervised } from '../../src/training/supervised.ts';
import { resolveTraining } from '../../src/protocol/settings.ts';
import type { Pass } from '../../src/trainer/predict.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import type { Benchmark } from './benchmark.ts';

/** Numbers of unlabelled, labelled and queried samples. */
export interface PoolSizes {
  pool: number;
  labelled: number;
  querySize: number;
}

/** Steps of fits that would take minutes. */
const FEW_STEPS: Record<string, number> = { vaal: 20, 'ta-vaal': 20 };

const SHAPE = [28, 28, 1];
const PIXELS = 28 * 28;
const silentControl = { checkpoint: () => Promise.resolve(), progress: () => undefined };

export async function queryBenchmarks(
  sizes: PoolSizes = { pool: 1000, labelled: 200, querySize: 50 },
): Promise<Benchmark[]> {
  await chooseBackend('wasm');
  const rng = new Rng(1, 'bench');
  const network = modelNamed('lenet-5').build({ shape: SHAPE, classes: 10, rng: rng.child('weights'), parameters: {} });
  const labelled = digits(0, sizes.labelled, true);
  const spec = parseSpec({
    version: 2,
    dataset: { source: 'built-in', name: 'strokes' },
    model: { name: 'lenet-5' },
    training: { epochs: 20, batch: 20, patience: 0 },
    arms: [{ strategy: 'random' }],
  });
  await supervised.fit(
    {
      ...{ network, labelled, unlabelled: digits(0, 0, false), validation: digits(0, 0, false) },
      settings: resolveTraining(spec.training, supervised.about),
      ...{ rng: rng.child('training'), queryBatchSize: 0 },
    },
    silentControl,
  );
  const lossModule = buildLossModule({ stageSizes: stagesOf(network), width: 128 }, rng.child('loss module'));
  const artifacts = {
    passScores: { 'predicted-loss': ({ stages }: Pass) => lossModule.predict(stages) },
    scores: { critic: randomCritic(network.trunkSize, rng.child('critic')) },
    dispose: () => undefined,
  };
  const learner = { network, pool: digits(sizes.labelled, sizes.pool, false), labelled, artifacts };
  return (
    strategies
      .filter(({ about: { requires: needs } }) => !needs.includes('hyperplane') && !needs.includes('generator'))
      // its time is that of the trainings, which take no part
      .filter(({ about: { name } }) => name !== 'greedy-oracle')
      .map((strategy) => ({
        name: strategy.about.name,
        phase: [
          `${sizes.querySize} of ${sizes.pool.toLocaleString('en')}`,
          ...(FEW_STEPS[strategy.about.name] ? [`${FEW_STEPS[strategy.about.name]} steps`] : []),
        ].join(', '),
        units: sizes.pool,
        run: () => runQuery(strategy, learner, { ...sizes, rng: rng.child('strategy') }),
      }))
  );
}

async function runQuery(
  strategy: Strategy,
  learner: FittedLearner,
  { pool, labelled, querySize: size, rng }: PoolSizes & { rng: Rng },
) {
  const poolIndices = Int32Array.from({ length: pool }, (_, i) => labelled + i);
  const labelledIndices = Int32Array.from({ length: labelled }, (_, i) => i);
  const fitted: { dispose(): void }[] = [];
  await strategy.select({
    ...silentControl,
    batchSize: size,
    classes: 10,
    poolSize: pool,
    parameters: withDefaults(strategy.about.parameters, stepsOf(strategy)),
    rng,
    poolIndices,
    learner,
    // fitted at each query, whose time it is
    async fitSelector(fit) {
      const selector = await fit(silentControl);
      fitted.push(selector);
      return selector;
    },
    // the training of a committee is not part of the query's time
    trainMember: () => Promise.resolve(learner.network),
    tryQuery: () => Promise.reject(new Error('No strategy of the benchmark cheats.')),
    // no strategy of the benchmark predicts a part of the pool
    predict: (asked) =>
      predictBatches({ learner, samples: learner.pool, indices: poolIndices, rng }, asked, silentControl),
    predictLabelled: async (asked) => {
      const inputs = { learner, samples: learner.labelled, indices: labelledIndices, rng };
      return { ...(await predictAll(inputs, asked, silentControl)), labels: learner.labelled.labels };
    },
  });
  for (const one of fitted) one.dispose();
}

function stepsOf({ about: { name } }: Strategy): ParameterValues {
  const steps = FEW_STEPS[name];
  return steps === undefined ? {} : { steps };
}

/** Drawn digits, normalised, in memory. */
function digits(from: number, count: number, known: boolean): SampleSet {
  const paint = sampleWriterOf({ name: 'strokes', size: Math.max(1, from + count), testSize: 0, seed: 1 });
  const pixels = new Uint8Array(count * PIXELS);
  const labels = Int32Array.from({ length: count }, (_, i) => paint(from + i, pixels, i * PIXELS));
  const values = Float32Array.from(pixels, (value) => (value / 255 - 0.15) / 0.3);
  return {
    count,
    labels: known ? labels : labels.fill(-1),
    read: (positions) => {
      const out = new Float32Array(positions.length * PIXELS);
      for (let i = 0; i < positions.length; i++)
        out.set(values.subarray(positions[i]! * PIXELS, (positions[i]! + 1) * PIXELS), i * PIXELS);
      return Promise.resolve(out);
    },
  };
}

/** Two layers of 50 units, as the WAAL paper's critic has; not trained. */
function randomCritic(size: Network['trunkSize'], rng: Rng): (trunk: tf.Tensor2D) => tf.Tensor1D {
  const weights = (from: number, to: number) =>
    tf.tensor2d(
      Float32Array.from({ length: from * to }, () => rng.normal() / Math.sqrt(from)),
      [from, to],
    );
  const [first, last] = [weights(size, 50), weights(50, 1)];
  return (trunk) => tf.sigmoid(tf.reshape(tf.matMul(tf.relu(tf.matMul(trunk, first)), last), [-1]));
}
