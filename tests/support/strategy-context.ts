/** A pool and a learner's outputs for it, given as plain numbers, as a strategy's context. */
import { Rng } from '../../src/random/rng.ts';
import type { Network } from '../../src/models/model.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { predictAll, predictBatches } from '../../src/runner/views/predictions.ts';
import type { PredictionRequest, PredictionView } from '../../src/strategies/contracts/prediction.ts';
import type { FittedLearner, StrategyContext } from '../../src/strategies/contracts/strategy.ts';
import type { TrialOutcome } from '../../src/strategies/contracts/trial.ts';
import * as tf from '../../src/tensor/tf.ts';
import { quiet } from '../../src/trainer/control.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import type { Ensemble, PassScore } from '../../src/training/training-method.ts';

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
  /** A learner that takes the features as samples: the outputs are its own, and not the numbers above. */
  network?: Network;
  /** Of a committee: members 1, 2, …; linear networks of different weights where absent. */
  members?: Network[];
  /** What a query leads to; the same whatever is queried where absent. */
  trial?: (indices: number[]) => TrialOutcome;
  artifacts?: FittedLearner['artifacts'];
  labels?: number[];
  /** Samples per batch of the pass over given numbers. */
  batch?: number;
}

const control = { checkpoint: () => Promise.resolve(), progress: () => undefined };
const critic = (z: tf.Tensor2D): tf.Tensor1D => tf.sigmoid(tf.sum(z, 1));
/** Three members, each with a scale of its own. */
const ensembleOf = ({ head }: Network): Ensemble => ({
  count: 3,
  probabilities: (samples) => [1, -0.5, 0.2].map((scale) => tf.softmax(tf.mul(head(samples as tf.Tensor2D), scale))),
});
/** Stands for every score of a pass. */
const passScore: PassScore = ({ trunk }) => tf.sum(trunk, 1);
const passScores = { 'predicted-loss': passScore, discrepancy: passScore, 'head-entropy': passScore };

export function strategyContext(made: PoolFixture): StrategyContext {
  const count = (made.probabilities ?? made.features ?? made.distances!.map(() => [])).length;
  const classes = made.network?.classes ?? made.probabilities?.[0]?.length ?? 2;
  const featureSize = made.features?.[0]?.length ?? 0;
  const poolIndices = Int32Array.from(made.indices ?? Array.from({ length: count }, (_, i) => 100 + i));
  const labelledFeatures = made.labelledFeatures ?? [];
  const labelledIndices = Int32Array.from(labelledFeatures, (_, i) => i);
  const rng = new Rng(made.seed ?? 1, 'strategy');
  const network = made.network ?? linearNetwork(featureSize, classes);
  const learner: FittedLearner = {
    network,
    pool: sampleSet(made.features ?? Array.from(poolIndices, () => [])),
    labelled: sampleSet(labelledFeatures, made.labels ?? labelledFeatures.map(() => 0)),
    artifacts: made.artifacts ?? {
      scores: { critic },
      passScores,
      ensemble: ensembleOf(network),
      dispose: () => undefined,
    },
  };
  let selector: Promise<{ dispose(): void }> | undefined;
  const sizes = { classes, featureSize, trunkSize: featureSize };
  return {
    ...control,
    ...{ batchSize: made.size, classes, poolSize: count, poolIndices, parameters: made.parameters ?? {}, rng, learner },
    async *predict(asked, among = poolIndices) {
      const positions = among.map((index) => poolIndices.indexOf(index));
      if (made.network) {
        const samples = sampleSet(Array.from(positions, (position) => made.features![position]!));
        yield* predictBatches({ learner, samples, indices: among, rng }, asked, control);
      } else
        for (let from = 0; from < positions.length; from += made.batch ?? 3) {
          const at = positions.subarray(from, from + (made.batch ?? 3));
          const indices = at.map((position) => poolIndices[position]!);
          yield { ...(await givenOutputs(made, at, asked)), ...sizes, indices } as unknown as PredictionView<
            typeof asked
          >;
        }
    },
    trainMember: (member) => Promise.resolve(made.members?.[member - 1] ?? memberNetwork(featureSize, classes, member)),
    tryQuery: (indices) => Promise.resolve(made.trial?.([...indices]) ?? { accuracy: 0.5, loss: 1 }),
    async predictLabelled(asked) {
      const { labels } = learner.labelled;
      const inputs = { learner, samples: learner.labelled, indices: labelledIndices, rng };
      if (made.network) return { ...(await predictAll(inputs, asked, quiet(control))), labels };
      const given = await givenOutputs({ features: labelledFeatures }, labelledIndices, asked);
      return { ...given, ...sizes, indices: labelledIndices, labels } as unknown as PredictionView<typeof asked> & {
        labels: Int32Array;
      };
    },
    fitSelector: <Selector extends { dispose(): void }>(fit: (of: typeof control) => Promise<Selector>) =>
      (selector ??= fit(control)) as Promise<Selector>,
  };

  /** The given numbers; scores and passes with dropout are computed by the learner from the features. */
  async function givenOutputs(
    { probabilities, features, distances }: Pick<PoolFixture, 'probabilities' | 'features' | 'distances'>,
    positions: Int32Array,
    { scores, passes, members, ...asked }: PredictionRequest,
  ): Promise<object> {
    const rowsOf = (rows: readonly (readonly number[])[] | undefined): readonly (readonly number[])[] => {
      if (!rows) throw new Error('The fixture has no such numbers.');
      return Array.from(positions, (position) => rows[position]!);
    };
    const flat = (rows: readonly (readonly number[])[] | undefined) => Float32Array.from(rowsOf(rows).flat());
    const computed = { ...(scores && { scores }), ...(passes && { passes }), ...(members && { members }) };
    return {
      ...(asked.values && { values: flat(features) }),
      ...(asked.probabilities && { probabilities: flat(probabilities) }),
      ...(asked.features && { features: flat(features) }),
      ...(asked.trunk && { trunk: flat(features) }),
      ...(asked.distances && { distances: flat(distances?.map((distance) => [distance])) }),
      ...((scores || passes || members) &&
        (await predictAll(
          { learner, samples: sampleSet(rowsOf(features)), indices: positions, rng },
          computed,
          control,
        ))),
    };
  }
}

/** All of a pool in one view, for acquisitions. */
export async function fullView<const Asked extends PredictionRequest>(
  made: PoolFixture,
  asked: Asked,
): Promise<PredictionView<Asked>> {
  for await (const view of strategyContext({ ...made, batch: 1e9 }).predict(asked)) return view;
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

const memberNetwork = (size: number, classes: number, member: number): Network =>
  linearNetwork(
    size,
    classes,
    Array.from({ length: size * classes }, (_, at) => Math.cos(member * (at + 1))),
  );

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
