/** Training against a critic: the critic's slope, its sight, what it does to the features, and the paper's coefficients. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { TrainingSpec, ParameterValues } from '../../src/protocol/spec.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { trainingMethodNamed } from '../../src/training/index.ts';
import type { FitReport, SampleSet } from '../../src/trainer/training-method.ts';
import { waalWeights } from '../../src/training/adversarial/wasserstein.ts';
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

async function fitted(
  method: string,
  labelled: SampleSet,
  unlabelled: SampleSet,
  parameters: ParameterValues = {},
  { model = 'linear', ...change }: Partial<TrainingSpec> & { model?: string } = {},
): Promise<FitReport> {
  const rng = new Rng(1);
  const network = modelNamed(model).build([2], 2, rng.child('weights'), {});
  const spec: TrainingSpec = {
    ...{ method, epochs: 1, steps: 300, batch: 32, learningRate: 0.03, optimizer: 'adam', patience: 0, parameters },
    ...change,
  };
  const context = { ...silentControl, rng: rng.child('training'), queryBatchSize: 10 };
  const report = await trainingMethodNamed(method).fit(network, labelled, unlabelled, around(0, 0, 0), spec, context);
  report.artifacts?.dispose();
  network.dispose();
  return report;
}

const gapOf = ({ metrics }: FitReport): number => metrics!['criticUnlabelled']! - metrics!['criticLabelled']!;

describe('the coefficients of the WAAL paper', () => {
  test('are as worked by hand', () => {
    // “1K labeled samples, 9K unlabeled samples and a current query batch budget of 1K”: (9 − 1) / (81 · 2)
    const { gamma, alpha, mu, bias } = waalWeights(1000, 9000, 1000, 0.01);
    expect([gamma, alpha]).toEqual([9, 1]);
    expect(mu).toBeCloseTo(0.009, 12);
    expect(bias).toBeCloseTo(8 / 162, 12);
  });

  test('stay finite and not negative where the pool runs dry', () => {
    expect(waalWeights(100, 0, 10, 0.01)).toEqual({ gamma: 0, alpha: 0.1, mu: 0, bias: 0 });
    expect(waalWeights(100, 5, 10, 0.01).bias).toBe(0);
  });
});

describe('a Wasserstein critic', () => {
  test('comes to slopes of 1 between the two sets', async () => {
    const { metrics } = await fitted('wasserstein', around(0, 100, 1), around(0.3, 100, 2));
    expect(metrics!['criticNorm']).toBeGreaterThan(0.9);
    expect(metrics!['criticNorm']).toBeLessThan(1.1);
  });

  test('puts unlabelled above labelled where they differ, and cannot where they do not', async () => {
    const labelled = around(0, 400, 1, [0.3, 0.3]);
    const aim = { criticAim: 'full' };
    expect(gapOf(await fitted('wasserstein', labelled, around(0.6, 400, 2, [0.3, 0.3]), aim))).toBeGreaterThan(0.1);
    expect(Math.abs(gapOf(await fitted('wasserstein', labelled, around(0, 400, 3, [0.3, 0.3]), aim)))).toBeLessThan(
      0.03,
    );
  });

  test('is confounded by the features in proportion to the trade-off', async () => {
    const [labelled, unlabelled] = [around(-0.5, 100, 1, [1, 0.1]), around(0.5, 100, 2, [1, 0.1])];
    const gap = async (tradeOff: number) =>
      gapOf(await fitted('wasserstein', labelled, unlabelled, { tradeOff, criticAim: 'full' }, { model: 'mlp' }));
    const left = await gap(0);
    expect(left).toBeGreaterThan(0.3);
    expect(await gap(3)).toBeLessThan(left / 3);
  });
});

describe('an H-divergence discriminator', () => {
  test('says nothing of one distribution and all of two', async () => {
    const labelled = around(0, 400, 1, [0.3, 0.3]);
    const same = await fitted('h-divergence', labelled, around(0, 400, 2, [0.3, 0.3]), {}, { steps: 300 });
    expect(Math.abs(gapOf(same))).toBeLessThan(0.05);
    expect(same.metrics!['criticEntropy']).toBeGreaterThan(0.95 * Math.log(2));
    const far = await fitted('h-divergence', labelled, around(3, 400, 3, [0.3, 0.3]), {}, { steps: 300 });
    expect(gapOf(far)).toBeGreaterThan(0.9);
    expect(far.metrics!['criticEntropy']).toBeLessThan(0.1);
    expect(far.metrics!['criticNorm']).toBeUndefined();
  });

  test('is confounded by the features in proportion to the trade-off', async () => {
    const [labelled, unlabelled] = [around(-0.5, 100, 1, [1, 0.1]), around(0.5, 100, 2, [1, 0.1])];
    const gap = async (tradeOff: number) =>
      gapOf(await fitted('h-divergence', labelled, unlabelled, { tradeOff }, { model: 'mlp' }));
    expect(await gap(1)).toBeLessThan((await gap(0)) / 3);
  });
});

describe('every method', () => {
  const methods = ['supervised', 'wasserstein', 'h-divergence', 'mixture-reg', 'mixture-da', 'mixture-reg-da'];
  const short = (method: string): ParameterValues =>
    method.endsWith('da') ? { alignSteps: 6, refit: 3, width: 8 } : {};

  test.each(methods)(
    '%s: takes as many gradient steps as are asked for, or epochs of the set that is named',
    async (method) => {
      const [labelled, unlabelled] = [around(0, 10, 1), around(0, 40, 2)];
      const more = method.endsWith('da') ? 6 : 0;
      const steps = async (change: Partial<TrainingSpec>) =>
        (await fitted(method, labelled, unlabelled, short(method), { batch: 5, epochs: 3, ...change })).steps - more;
      expect(await steps({ steps: 7 })).toBe(7);
      expect(await steps({ steps: undefined })).toBe(3 * 2);
      expect(await steps({ steps: undefined, epochsOver: 'larger' })).toBe(3 * 8);
    },
  );

  test.each(methods)(
    '%s: goes on where a class has one labelled sample, none, and where nothing is unlabelled',
    async (method) => {
      const one: SampleSet = { ...around(0, 3, 1), labels: Int32Array.of(0, 0, 1) };
      const none: SampleSet = { ...around(0, 3, 1), labels: Int32Array.of(0, 0, 0) };
      for (const labelled of [one, none])
        for (const unlabelled of [around(0, 30, 2), around(0, 0, 2)]) {
          const report = await fitted(method, labelled, unlabelled, short(method), { steps: 5, model: 'mlp' });
          expect(report.loss).toBeGreaterThanOrEqual(0);
          if (report.metrics) expect(Object.values(report.metrics).every(Number.isFinite)).toBe(true);
        }
    },
  );

  test.each(methods)('%s: says the same again from the same seed', async (method) => {
    const once = async () => {
      const report = await fitted(method, around(0, 10, 1), around(0.2, 40, 2), short(method), {
        steps: 12,
        model: 'mlp',
      });
      return { ...report, artifacts: undefined };
    };
    expect(await once()).toEqual(await once());
  });
});
