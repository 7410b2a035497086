import { afterAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { fit } from '../support/fit.ts';
import { predict } from '../../src/trainer/predict.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';

const still = { checkpoint: () => Promise.resolve(), progress: () => {} };

/** Stripes lying or standing: two classes of images. */
function stripes(count: number, side: number, channels: number): SampleSet {
  const size = side * side * channels;
  const rng = new Rng(3, 'stripes');
  const noise = Float32Array.from({ length: count * size }, () => 0.2 * rng.normal());
  return {
    count,
    labels: Int32Array.from({ length: count }, (_, i) => i % 2),
    read: (positions) => {
      const values = new Float32Array(positions.length * size);
      Array.from(positions).forEach((p, row) => {
        for (let i = 0; i < size; i++) {
          const [y, x] = [Math.floor(i / (side * channels)), Math.floor(i / channels) % side];
          values[row * size + i] = ((p % 2 === 0 ? y : x) % 2) + noise[p * size + i]!;
        }
      });
      return Promise.resolve(values);
    },
  };
}

/** Probabilities after a short training, and the report. */
async function learned(model: string, samples: SampleSet, shape: number[], parameters = {}) {
  const network = modelNamed(model).build({ shape, classes: 2, rng: new Rng(1), parameters });
  const training = { epochs: 2, batch: 5 };
  const { report } = await fit(network, {
    ...{ labelled: samples, validation: { ...samples, count: 6 }, training, rng: new Rng(2) },
  });
  const probabilities: number[] = [];
  const features: number[] = [];
  for await (const batch of predict({ network, samples, outputs: { features: true } }, still)) {
    probabilities.push(...batch.probabilities);
    features.push(...batch.features!);
  }
  network.dispose();
  return { report, probabilities, features };
}

describe('the backends in a browser', { timeout: 300_000 }, () => {
  afterAll(() => chooseBackend('wasm'));

  test('by default, WASM is chosen over an emulated GPU, with a reason', async () => {
    const info = await chooseBackend('auto');
    expect(info.name).toBe('wasm');
    expect(globalThis.crossOriginIsolated).toBe(true);
    expect(info.adapter).toMatch(navigator.hardwareConcurrency > 1 ? /^SIMD, [2-8] threads$/ : /^SIMD, 1 thread$/);
    expect(info.reason).toMatch(/emulates|WebGPU/);
  });

  test.each([
    ['mlp', [2, 1, 1]],
    ['cnn-small', [17, 16, 3]],
  ])('%s learns on WebGPU what it learns on WASM, from the same draws', async (model, shape) => {
    const samples = stripes(12, shape[0] === 2 ? 2 : 17, shape[2]!);
    const cut: SampleSet = {
      ...samples,
      read: async (positions) => {
        const all = await samples.read(positions);
        const [from, to] = [all.length / positions.length, shape.reduce((a, b) => a * b, 1)];
        return Float32Array.from(
          { length: positions.length * to },
          (_, i) => all[Math.floor(i / to) * from + (i % to)]!,
        );
      },
    };
    const parameters = model === 'mlp' ? {} : { dropout: 0.25 };
    expect((await chooseBackend('wasm')).name).toBe('wasm');
    const wasm = await learned(model, cut, shape, parameters);
    const info = await chooseBackend('webgpu');
    expect(info.name).toBe('webgpu');
    expect(info.reason).toMatch(/slower than WASM/);
    const before = tf.memory().numTensors;
    const webgpu = await learned(model, cut, shape, parameters);
    expect(tf.memory().numTensors).toBe(before);
    webgpu.probabilities.forEach((value, i) => expect(value).toBeCloseTo(wasm.probabilities[i]!, 2));
    expect(webgpu.features).toHaveLength(wasm.features.length);
    expect(webgpu.report.loss).toBeCloseTo(wasm.report.loss, 2);
    expect(webgpu.report.steps).toBe(wasm.report.steps);
  });
});
