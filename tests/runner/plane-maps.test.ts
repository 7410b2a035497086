/** Critic and mixtures on decision maps, and the losses of queried samples, against closed forms. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import type { RunContext } from '../../src/runner/run-context.ts';
import { usesFeatureComparison, queryLosses } from '../../src/runner/views/query-losses.ts';
import { drawDecisionMap } from '../../src/runner/views/decision-map.ts';
import { dataInput } from '../../src/runner/samples/learner-input.ts';
import { unlabelledSet } from '../../src/runner/samples/sample-sets.ts';
import { predictAll, predictBatches } from '../../src/runner/views/predictions.ts';
import { emptyMixture } from '../../src/algorithms/mixture/mixture.ts';
import { linear } from '../../src/models/linear.ts';
import { mlp } from '../../src/models/mlp.ts';
import type { Network } from '../../src/models/model.ts';
import type { MappedValues } from '../../src/protocol/events.ts';
import { getDataset, getLabels } from '../../src/storage/datasets.ts';
import { SampleReader } from '../../src/storage/sample-reader.ts';
import { random } from '../../src/strategies/random.ts';
import type { StrategyContext } from '../../src/strategies/contracts/strategy.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { quiet } from '../../src/trainer/control.ts';
import type { Artifacts } from '../../src/training/training-method.ts';
import { freshDatabase, realRegistry, specOf } from '../support/test-lab.ts';

beforeAll(() => chooseBackend('wasm'));

const checkpoint = () => Promise.resolve();
const control = { checkpoint, stopwatch: () => () => 0, phase: () => () => undefined };
const dispose = () => undefined;
const columns = 72;

async function benchWith(): Promise<RunContext> {
  const db = await freshDatabase();
  const info = await getDataset(db, 'groups');
  const labels = await getLabels(db, 'groups');
  labels[7] = -1;
  return {
    info,
    labels,
    samples: new SampleReader(db, info),
    registry: realRegistry,
    spec: specOf(),
  } as unknown as RunContext;
}

/** A step with the first 20 samples labelled and 100 in the pool. */
function standing(bench: RunContext, network: Network, artifacts: Partial<Artifacts> = {}) {
  const indices = Int32Array.from({ length: 20 }, (_, i) => i);
  const labelled = { indices, labels: indices.map((index) => index % 2), synthesized: [] };
  const poolIndices = Int32Array.from({ length: 100 }, (_, i) => 20 + i);
  const pool = unlabelledSet(bench.samples, poolIndices);
  const learner = { network, pool, labelled: pool, artifacts: { scores: {}, ...artifacts, dispose } };
  const context = {
    ...{ batchSize: 3, classes: 2, poolSize: 100, parameters: {}, rng: new Rng(1), poolIndices },
    predict: (asked) => predictBatches({ learner, samples: pool, indices: poolIndices }, asked, quiet(control)),
    predictLabelled: () => Promise.reject(new Error('unused')),
    learner,
    ...{ checkpoint, progress: dispose },
  } as Partial<StrategyContext> as StrategyContext;
  return { labelled, learner: { context, strategy: random, input: dataInput(bench.samples, bench.info) } };
}
const bytes = ({ values, least, greatest }: MappedValues) =>
  Array.from(atob(values), (c) => least + (c.charCodeAt(0) / 255) * (greatest - least));

/** ψ_L around one place of the normalised plane, ψ_U around another, each of one component. */
function mixtures() {
  const [labelled, unlabelled] = [emptyMixture(2, 2), emptyMixture(2, 2)];
  labelled.weights.set([1, 0]);
  labelled.means.set([-1, 0]);
  unlabelled.weights.set([0, 1]);
  unlabelled.means.set([1, 0.5], 2);
  unlabelled.variances.set([4, 0.25], 2);
  return { labelled, unlabelled };
}
const density = (x: number, y: number, [mx, my, vx, vy]: number[]) =>
  -Math.log(2 * Math.PI) - Math.log(vx! * vy!) / 2 - (x - mx!) ** 2 / (2 * vx!) - (y - my!) ** 2 / (2 * vy!);

describe('a decision map', () => {
  test('has the critic’s scores of the cells, with their range', async () => {
    const bench = await benchWith();
    const network = linear.build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    const critic = (z: tf.Tensor2D) => tf.sigmoid(tf.reshape(tf.slice(z, [0, 0], [-1, 1]), [-1])) as tf.Tensor1D;
    const step = standing(bench, network, { scores: { critic } });
    const map = await drawDecisionMap(bench, step, control);
    const values = bytes(map.critic!);
    const [left, right] = map.extent;
    const at = (column: number) => {
      const x = left + ((column + 0.5) / columns) * (right - left);
      return 1 / (1 + Math.exp(-(x - bench.info.scale.mean[0]!) / bench.info.scale.std[0]!));
    };
    expect([map.critic!.least, map.critic!.greatest]).toEqual([
      expect.closeTo(at(0), 5) as number,
      expect.closeTo(at(columns - 1), 5) as number,
    ]);
    for (const column of [0, 10, 40, 71]) {
      expect(Math.abs(values[column]! - at(column))).toBeLessThan(1 / 500);
      expect(values[47 * columns + column]).toBe(values[column]);
    }
    expect(map).not.toHaveProperty('mixtures');
    network.dispose();
  });

  test('has I_like as the difference of two log-densities, and mixtures of the plane itself in data coordinates', async () => {
    const bench = await benchWith();
    const network = linear.build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    const step = standing(bench, network, { mixtures: mixtures() });
    const map = await drawDecisionMap(bench, step, control);
    const { likelihood, labelled, unlabelled } = map.mixtures!;
    const { mean, std } = bench.info.scale;
    const [left, right, bottom, top] = map.extent;
    const values = bytes(likelihood);
    for (const [column, row] of [
      [0, 0],
      [30, 20],
      [71, 47],
    ] as const) {
      // prettier-ignore
      const x = (left + ((column + 0.5) / columns) * (right - left) - mean[0]!) / std[0]!;
      const y = (top - ((row + 0.5) / 48) * (top - bottom) - mean[1]!) / std[1]!;
      const ratio = density(x, y, [1, 0.5, 4, 0.25]) - density(x, y, [-1, 0, 1, 1]);
      const step = (likelihood.greatest - likelihood.least) / 255;
      expect(Math.abs(values[row * columns + column]! - Math.asinh(ratio))).toBeLessThan(step);
    }
    const placed = (label: number, [x, y]: number[], [xx, yy]: number[]) => ({
      ...{ label, weight: 1 },
      mean: [mean[0]! + std[0]! * x!, mean[1]! + std[1]! * y!],
      covariance: [std[0]! ** 2 * xx!, 0, std[1]! ** 2 * yy!],
    });
    expect(labelled).toEqual([placed(0, [-1, 0], [1, 1])]);
    expect(unlabelled).toEqual([placed(1, [1, 0.5], [4, 0.25])]);
    network.dispose();
  });

  test('places components of other features at the mean of their samples', async () => {
    const bench = await benchWith();
    const network = mlp.build({ shape: [2], classes: 2, rng: new Rng(1), parameters: { width: 5, layers: 1 } });
    const [labelled, unlabelled] = [emptyMixture(2, 5), emptyMixture(2, 5)];
    labelled.weights.set([0.5, 0.5]);
    // one component for all: its moments are the pool's own
    unlabelled.weights.set([0, 1]);
    const step = standing(bench, network, { mixtures: { labelled, unlabelled } });
    const { mixtures } = await drawDecisionMap(bench, step, control);
    const moments = async (indices: number[]) => {
      const values = await bench.samples.read(indices);
      const [xs, ys] = [0, 1].map((axis) => values.filter((_, at) => at % 2 === axis)) as [Float32Array, Float32Array];
      const mean = (of: ArrayLike<number>) => Array.from(of).reduce((a, b) => a + b, 0) / of.length;
      const [x, y] = [mean(xs), mean(ys)];
      const about = (a: Float32Array, ma: number, b: Float32Array, mb: number) =>
        mean(Array.from(a, (one, i) => (one - ma) * (b[i]! - mb)));
      return [x, y, about(xs, x, xs, x), about(xs, x, ys, y), about(ys, y, ys, y)];
    };
    const flat = ({ mean, covariance }: { mean: number[]; covariance: number[] }) => [...mean, ...covariance];
    const even = Array.from({ length: 10 }, (_, i) => 2 * i);
    const all = Array.from(step.learner.context.poolIndices);
    const pairs = [
      [flat(mixtures!.labelled[0]!), await moments(even)],
      [flat(mixtures!.labelled[1]!), await moments(even.map((index) => index + 1))],
      [flat(mixtures!.unlabelled[0]!), await moments(all)],
    ] as const;
    for (const [drawn, own] of pairs) own.forEach((one, at) => expect(drawn[at]).toBeCloseTo(one, 4));
    expect(mixtures!.unlabelled.map((one) => one.label)).toEqual([1]);
    network.dispose();
  });

  test('has neither critic nor mixtures for an empty pool', async () => {
    const bench = await benchWith();
    const network = linear.build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    const critic = (z: tf.Tensor2D) => tf.sum(z, 1) as tf.Tensor1D;
    const step = standing(bench, network, { scores: { critic }, mixtures: mixtures() });
    const learner = { ...step.learner, context: { ...step.learner.context, poolSize: 0 } };
    const map = await drawDecisionMap(bench, { ...step, learner }, control);
    expect(Object.keys(map)).not.toEqual(expect.arrayContaining(['critic']));
    expect(map).not.toHaveProperty('mixtures');
    network.dispose();
  });
});

describe('the losses of queried samples', () => {
  test('are −ln p of the true class; of each metric’s own batch, the mean over labelled samples', async () => {
    const bench = await benchWith();
    const network = linear.build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    const [weights, biases] = network.variables;
    weights!.assign(tf.zeros(weights!.shape));
    // p = 1/4, 3/4 everywhere
    biases!.assign(tf.tensor([0, Math.log(3)]));
    const { context } = standing(bench, network).learner;
    const indices = Int32Array.of(5, 7, 4);
    const view = await predictAll(
      { learner: { network }, samples: unlabelledSet(bench.samples, indices), indices },
      { probabilities: true },
      quiet(control),
    );
    const alone = [
      { metric: 'I_like', indices: Int32Array.of(2, 4, 5) },
      { metric: 'I_dis', indices: Int32Array.of(7, 7, 9) },
      { metric: 'I_ent', indices: Int32Array.of(7) },
    ];
    const said = await queryLosses(bench, context, {
      selection: { indices, scores: new Float32Array(3), perMetric: alone },
      view,
    });
    const [zero, one] = [Math.log(4), Math.log(4 / 3)];
    expect(said.losses).toEqual([expect.closeTo(one, 5), null, expect.closeTo(zero, 5)]);
    expect(said.perMetric).toEqual([
      { metric: 'I_like', loss: expect.closeTo((2 * zero + one) / 3, 5) as number },
      { metric: 'I_dis', loss: expect.closeTo(one, 5) as number },
    ]);
    network.dispose();
  });

  test('are finite for a true class of probability 0', async () => {
    const bench = await benchWith();
    const network = linear.build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    network.variables[0]!.assign(tf.zeros([2, 2]));
    network.variables[1]!.assign(tf.tensor([0, 200]));
    const { context } = standing(bench, network).learner;
    const indices = Int32Array.of(4);
    const view = await predictAll(
      { learner: { network }, samples: unlabelledSet(bench.samples, indices), indices },
      { probabilities: true },
      quiet(control),
    );
    const { losses } = await queryLosses(bench, context, { selection: { indices, scores: new Float32Array(1) }, view });
    expect(losses![0]).toBeCloseTo(126 * Math.log(2), 3);
    network.dispose();
  });

  test('are in the log of every arm of runs that compare features, and of no other run', async () => {
    const bench = await benchWith();
    const withArms = (arms: Parameters<typeof specOf>[0]) => usesFeatureComparison({ ...bench, spec: specOf(arms) });
    expect(withArms({ arms: [{ strategy: 'random' }, { strategy: 'core-set' }] })).toBe(false);
    expect(withArms({ arms: [{ strategy: 'random' }, { strategy: 'mixture' }] })).toBe(true);
    expect(withArms({ training: { method: 'wasserstein' }, arms: [{ strategy: 'random' }] })).toBe(true);
  });
});
