/** Training against a critic: the critic's slope, inputs and effect on the features, and the paper's coefficients. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { TrainingSpec, ParameterValues } from '../../src/protocol/spec.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { FitResult } from '../../src/training/training-method.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { waalWeights } from '../../src/training/adversarial/wasserstein.ts';
import type { Mixture } from '../../src/algorithms/mixture/mixture.ts';
import { buildFeatureCritic } from '../../src/training/adversarial/feature-critic.ts';
import { mixturesOf, MixtureView } from '../../src/training/mixture/mixture-view.ts';
import { fit, noSamples, trainingSettings } from '../support/fit.ts';
import { silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

/** Points around (0, y), labelled by the side of x on which they lie. */
function around(y: number, count: number, seed: number, [wide, high] = [0.05, 0.05]): SampleSet {
  const rng = new Rng(seed, 'points');
  const values = Float32Array.from({ length: 2 * count }, (_, at) =>
    at % 2 ? y + high * rng.normal() : wide * rng.normal(),
  );
  return {
    count,
    labels: Int32Array.from({ length: count }, (_, i) => (values[2 * i]! > 0 ? 1 : 0)),
    read: (positions) =>
      Promise.resolve(Float32Array.from(Array.from(positions).flatMap((p) => [values[2 * p]!, values[2 * p + 1]!]))),
  };
}

interface Options extends Partial<TrainingSpec> {
  model?: string;
}

async function fitted(
  sets: { method: string; labelled: SampleSet; unlabelled: SampleSet },
  parameters: ParameterValues = {},
  { model = 'linear', ...change }: Options = {},
): Promise<Pick<FitResult, 'report' | 'metrics'>> {
  const rng = new Rng(1);
  const network = modelNamed(model).build({ shape: [2], classes: 2, rng: rng.child('weights'), parameters: {} });
  const { method, ...samples } = sets;
  const training = { method, epochs: 1, steps: 200, batch: 32, learningRate: 0.03, parameters, ...change };
  const inputs = { ...samples, training, rng: rng.child('training'), queryBatchSize: 10 };
  const { report, metrics, artifacts } = await fit(network, inputs);
  artifacts.dispose();
  network.dispose();
  return { report, metrics };
}

const gapOf = ({ metrics }: Pick<FitResult, 'metrics'>): number =>
  metrics['criticUnlabelled']! - metrics['criticLabelled']!;

describe('the coefficients of the WAAL paper', () => {
  test('are those computed by hand', () => {
    // “1K labeled samples, 9K unlabeled samples and a current query batch budget of 1K”: (9 − 1) / (81 · 2)
    const { gamma, alpha, mu, bias } = waalWeights({
      labelled: 1000,
      unlabelled: 9000,
      queryBatchSize: 1000,
      mu: 0.01,
    });
    expect([gamma, alpha]).toEqual([9, 1]);
    expect(mu).toBeCloseTo(0.009, 12);
    expect(bias).toBeCloseTo(8 / 162, 12);
  });

  test('stay finite and not negative for an empty pool', () => {
    const weights = (unlabelled: number) => waalWeights({ labelled: 100, unlabelled, queryBatchSize: 10, mu: 0.01 });
    expect(weights(0)).toEqual({ gamma: 0, alpha: 0.1, mu: 0, bias: 0 });
    expect(weights(5).bias).toBe(0);
  });
});

describe('a Wasserstein critic', () => {
  test('reaches gradient norms of 1 between the two sets', async () => {
    const { metrics } = await fitted({
      method: 'wasserstein',
      labelled: around(0, 100, 1),
      unlabelled: around(0.3, 100, 2),
    });
    expect(metrics['criticNorm']).toBeGreaterThan(0.9);
    expect(metrics['criticNorm']).toBeLessThan(1.1);
  });

  test('scores unlabelled above labelled samples if they differ, and equally if they do not', async () => {
    const labelled = around(0, 400, 1, [0.3, 0.3]);
    const aim = { criticAim: 'full' };
    expect(
      gapOf(await fitted({ method: 'wasserstein', labelled, unlabelled: around(0.6, 400, 2, [0.3, 0.3]) }, aim)),
    ).toBeGreaterThan(0.1);
    expect(
      Math.abs(
        gapOf(await fitted({ method: 'wasserstein', labelled, unlabelled: around(0, 400, 3, [0.3, 0.3]) }, aim)),
      ),
    ).toBeLessThan(0.03);
  });

  test('is confounded by the features in proportion to the trade-off', async () => {
    const [labelled, unlabelled] = [around(-0.5, 100, 1, [1, 0.1]), around(0.5, 100, 2, [1, 0.1])];
    const gap = async (tradeOff: number) =>
      gapOf(
        await fitted(
          { method: 'wasserstein', labelled, unlabelled },
          { tradeOff, criticAim: 'full' },
          { model: 'mlp', steps: 120 },
        ),
      );
    const left = await gap(0);
    expect(left).toBeGreaterThan(0.3);
    expect(await gap(3)).toBeLessThan(left / 3);
  });
});

describe('a critic with mixtures as input', () => {
  const K = 2;
  const z = () => tf.tensor2d([0.5, -0.25, 1, 2], [2, 2]);
  const mixtureAt = (x: number): Mixture => ({
    ...{ components: K, size: 2, weights: Float64Array.of(0.5, 0.5), variances: new Float64Array(4).fill(1) },
    means: Float64Array.of(x, 0, -x, 0),
  });

  test('scores equal features differently under other mixtures, and is differentiable through them', () => {
    const view = new MixtureView(
      { trunkSize: 2, classes: K },
      { fit: () => Promise.reject(new Error('unused')), refit: 1, logarithms: 'per-feature' },
    );
    const critic = buildFeatureCritic({ view, hiddenSizes: [8], dropout: 0 }, new Rng(1));
    // features, two posteriors per class, two densities
    expect(critic.variables[0]!.shape).toEqual([2 + 2 * K + 2, 8]);
    const scores = (x: number) => {
      view.set({ labelled: mixtureAt(x), unlabelled: mixtureAt(1) });
      return tf.tidy(() => [...critic.score(z()).dataSync()]);
    };
    const [near, far] = [scores(0.5), scores(3)];
    expect(near).not.toEqual(far);
    expect(scores(0.5)).toEqual(near);
    // gradients reach the mixtures' inputs: rows 2 … 7 of the first layer
    const first = critic.variables[0]! as tf.Variable<tf.Rank.R2>;
    const gradient = tf.tidy(
      () => tf.variableGrads(() => tf.sum(critic.score(z())) as tf.Scalar, [first]).grads[first.name]!,
    );
    const rows = gradient.arraySync() as number[][];
    expect(rows.slice(2).filter((row) => row.some((value) => value !== 0))).toHaveLength(2 * K + 2);
    tf.dispose(gradient);
    view.dispose();
    critic.dispose();
  });

  test('is optional in WAAL, with mixtures of the final features for the query; off by default', async () => {
    const sets = { labelled: around(-0.5, 40, 1, [1, 0.2]), unlabelled: around(0.5, 80, 2, [1, 0.2]) };
    const train = async (parameters: ParameterValues) => {
      const rng = new Rng(1);
      const network = modelNamed('mlp').build({ shape: [2], classes: 2, rng: rng.child('weights'), parameters: {} });
      const training = { method: 'wasserstein', steps: 20, parameters };
      const inputs = { ...sets, training, rng: rng.child('training'), queryBatchSize: 10 };
      const { artifacts, ...result } = await fit(network, inputs);
      const settings = trainingSettings(training);
      const again = mixturesOf(
        { ...inputs, network, validation: noSamples, settings },
        { fit: 'exact', iterations: 10 },
        silentControl,
      );
      const mixtures = artifacts.mixtures && { fitted: artifacts.mixtures, expected: await again(20) };
      artifacts.dispose();
      network.dispose();
      return { ...result, mixtures };
    };
    const plain = await train({});
    expect(await train({ mixtures: false, refit: 5 })).toEqual(plain);
    expect(plain.mixtures).toBeUndefined();
    const seeing = await train({ mixtures: true, refit: 5 });
    expect(seeing.report.loss).not.toBe(plain.report.loss);
    expect(seeing.metrics['criticEntropy']).not.toBe(plain.metrics['criticEntropy']);
    expect(seeing.mixtures!.fitted).toEqual(seeing.mixtures!.expected);
    // the mixtures are of the training: how often they are refitted changes it
    expect((await train({ mixtures: true, refit: 1000 })).report.loss).not.toBe(seeing.report.loss);
  });
});

describe('an H-divergence discriminator', () => {
  test('is undecided on one distribution and certain on two', async () => {
    const labelled = around(0, 400, 1, [0.3, 0.3]);
    const same = await fitted(
      { method: 'h-divergence', labelled, unlabelled: around(0, 400, 2, [0.3, 0.3]) },
      {},
      { steps: 200 },
    );
    expect(Math.abs(gapOf(same))).toBeLessThan(0.05);
    expect(same.metrics['criticEntropy']).toBeGreaterThan(0.95 * Math.log(2));
    const far = await fitted(
      { method: 'h-divergence', labelled, unlabelled: around(3, 400, 3, [0.3, 0.3]) },
      {},
      { steps: 200 },
    );
    expect(gapOf(far)).toBeGreaterThan(0.9);
    expect(far.metrics['criticEntropy']).toBeLessThan(0.1);
    expect(far.metrics['criticNorm']).toBeUndefined();
  });

  test('is confounded by the features in proportion to the trade-off', async () => {
    const [labelled, unlabelled] = [around(-0.5, 100, 1, [1, 0.1]), around(0.5, 100, 2, [1, 0.1])];
    const gap = async (tradeOff: number) =>
      gapOf(await fitted({ method: 'h-divergence', labelled, unlabelled }, { tradeOff }, { model: 'mlp', steps: 100 }));
    expect(await gap(1)).toBeLessThan((await gap(0)) / 3);
  });
});

describe('every method', () => {
  const methods = ['supervised', 'wasserstein', 'h-divergence', 'mixture-reg', 'mixture-da', 'mixture-reg-da'];
  const short = (method: string): ParameterValues =>
    method.endsWith('da') ? { alignSteps: 6, refit: 3, width: 8 } : {};

  test.each(methods)('%s: takes the given number of gradient steps, or epochs over the given set', async (method) => {
    const [labelled, unlabelled] = [around(0, 10, 1), around(0, 40, 2)];
    const more = method.endsWith('da') ? 6 : 0;
    const steps = async (change: Partial<TrainingSpec>) =>
      (await fitted({ method, labelled, unlabelled }, short(method), { batch: 5, epochs: 3, ...change })).report.steps -
      more;
    expect(await steps({ steps: 7 })).toBe(7);
    expect(await steps({ steps: undefined, epochsOver: 'labelled' })).toBe(3 * 2);
    // WAAL's algorithm 1, line 2: an epoch passes through the unlabelled samples
    expect(await steps({ steps: undefined })).toBe(['wasserstein', 'h-divergence'].includes(method) ? 3 * 8 : 3 * 2);
    expect(await steps({ steps: undefined, epochsOver: 'larger' })).toBe(3 * 8);
  });

  test.each(methods)(
    '%s: trains with a class of one or no labelled sample, and without unlabelled samples',
    async (method) => {
      const one: SampleSet = { ...around(0, 3, 1), labels: Int32Array.of(0, 0, 1) };
      const none: SampleSet = { ...around(0, 3, 1), labels: Int32Array.of(0, 0, 0) };
      for (const labelled of [one, none])
        for (const unlabelled of [around(0, 30, 2), around(0, 0, 2)]) {
          const { report, metrics } = await fitted({ method, labelled, unlabelled }, short(method), {
            steps: 5,
            model: 'mlp',
          });
          expect(report.loss).toBeGreaterThanOrEqual(0);
          expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
        }
    },
  );

  test.each(methods)('%s: is reproducible from the seed', async (method) => {
    const once = () =>
      fitted({ method, labelled: around(0, 10, 1), unlabelled: around(0.2, 40, 2) }, short(method), {
        steps: 12,
        model: 'mlp',
      });
    expect(await once()).toEqual(await once());
  });
});
