import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { Network } from '../../src/models/model.ts';
import type { TrainingSpec, ParameterValues } from '../../src/protocol/spec.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { leaksOf } from '../../src/tensor/memory-leaks.ts';
import * as tf from '../../src/tensor/tf.ts';
import { accuracy } from '../../src/trainer/predict.ts';
import type { LoopReport } from '../../src/trainer/training-loop.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { fit } from '../support/fit.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const sides = (x: number, y: number) => (x + y > 0 ? 1 : 0);
const circle = (x: number, y: number) => (x * x + y * y < 1 ? 1 : 0);

async function trained(
  labelled: SampleSet,
  given: {
    model?: string;
    parameters?: ParameterValues;
    validation?: SampleSet;
    spec?: Partial<TrainingSpec>;
    seed?: number;
  } = {},
): Promise<{ network: Network; report: LoopReport }> {
  const rng = new Rng(given.seed ?? 1);
  const network = modelNamed(given.model ?? 'mlp').build({
    shape: [2],
    classes: 2,
    rng: rng.child('weights'),
    parameters: given.parameters ?? {},
  });
  const { report } = await fit(network, {
    ...{ labelled, rng: rng.child('training'), ...(given.validation && { validation: given.validation }) },
    ...(given.spec && { training: given.spec }),
  });
  return { network, report };
}

describe('supervised training', () => {
  test('a perceptron learns a circle with both optimisers', async () => {
    for (const optimizer of ['adam', 'sgd'] as const) {
      const { network, report } = await trained(planeSamples(150, 1, circle), { spec: { optimizer, epochs: 50 } });
      expect(await accuracy(network, planeSamples(500, 2, circle), silentControl)).toBeGreaterThan(0.95);
      expect(report).toMatchObject({ epochs: 50, bestEpoch: 50, steps: 50 * 10, validationAccuracy: null });
      network.dispose();
    }
  });

  test('with hinge loss finds the hyperplane of the widest margin', async () => {
    // two points on either side: the widest margin's plane is x = 1, and outputs ±1 lie on the points
    const points: SampleSet = {
      count: 2,
      labels: Int32Array.of(0, 1),
      read: (positions) =>
        Promise.resolve(Float32Array.from(Array.from(positions).flatMap((p) => (p === 0 ? [0, 0] : [2, 0])))),
    };
    const { network, report } = await trained(points, {
      model: 'linear',
      parameters: { loss: 'hinge' },
      spec: { epochs: 1000, batch: 2, optimizer: 'sgd', learningRate: 0.003 },
    });
    const [w, b] = network.variables.map((variable) => [...variable.dataSync()]);
    expect(2 * w![0]! + b![0]!).toBeGreaterThan(0.99);
    expect(b![0]!).toBeLessThan(-0.99);
    expect(report.loss).toBeLessThan(0.01);
    network.dispose();
  });

  test('gives equal weights bit for bit from equal streams, and others from other streams', async () => {
    const weights = async (seed: number) => {
      const validation = planeSamples(60, 3, circle);
      const { network, report } = await trained(planeSamples(50, 1, circle), {
        seed,
        validation,
        spec: { patience: 5 },
      });
      const values = network.variables.flatMap((variable) => [...variable.dataSync()]);
      network.dispose();
      return { values, report };
    };
    const first = await weights(1);
    expect(await weights(1)).toEqual(first);
    expect((await weights(2)).values).not.toEqual(first.values);
  });

  test('keeps the weights of the best evaluation', async () => {
    // one label of two is wrong: the longer it trains the more it learns by heart
    const noisy = planeSamples(40, 1, (x, y, i) => (i % 3 === 0 ? 1 - sides(x, y) : sides(x, y)));
    const validation = planeSamples(300, 2, sides);
    const { network, report } = await trained(noisy, { validation, spec: { epochs: 200, learningRate: 0.02 } });
    expect(report.bestEpoch).toBeLessThan(200);
    expect(await accuracy(network, validation, silentControl)).toBeCloseTo(report.validationAccuracy!, 9);
    const without = await trained(noisy, { spec: { epochs: 200, learningRate: 0.02 } });
    expect(await accuracy(without.network, validation, silentControl)).toBeLessThan(report.validationAccuracy!);
    network.dispose();
    without.network.dispose();
  });

  test('stops after `patience` evaluations without progress', async () => {
    const set = planeSamples(60, 1, sides);
    const { network, report } = await trained(set, { validation: set, spec: { epochs: 400, patience: 3 } });
    expect(report.epochs).toBeLessThan(400);
    expect(report.epochs % 20).toBe(0); // 400 epochs, 20 looks
    network.dispose();
  });

  test('leaks no tensor over many cycles', async () => {
    const [set, validation] = [planeSamples(30, 1, circle), planeSamples(30, 2, circle)];
    const cycle = async () => {
      const { network } = await trained(set, { validation, spec: { epochs: 10 } });
      network.dispose();
    };
    const leaks = await leaksOf(async () => {
      for (let i = 0; i < 5; i++) await cycle();
    });
    expect(leaks).toEqual({ tensors: 0, data: 0 });
  });

  test('awaits the control every few milliseconds and stops when it throws', async () => {
    let calls = 0;
    const network = modelNamed('mlp').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    const stop = {
      progress: () => {},
      checkpoint: () => (++calls === 3 ? Promise.reject(new Error('stopped')) : Promise.resolve()),
    };
    const inputs = { labelled: planeSamples(100, 1, sides), training: { epochs: 10_000 }, rng: new Rng(1) };
    const fitted = fit(network, inputs, stop);
    await expect(fitted).rejects.toThrow('stopped');
    network.dispose();
  });
});
