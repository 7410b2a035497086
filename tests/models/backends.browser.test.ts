import { afterAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { ganNamed } from '../../src/generative/index.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { Mode } from '../../src/models/model.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { crossEntropy } from '../../src/tensor/layers.ts';
import * as tf from '../../src/tensor/tf.ts';

const SHAPE = [16, 16, 1];
const inference: Mode = { training: false };

const waves = (shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1.3 * i)),
    shape,
  );

/** The values of what a work gives on each backend in turn; nothing is to be left behind. */
async function onBoth(work: () => tf.Tensor[]): Promise<[wasm: Float32Array[], webgpu: Float32Array[]]> {
  const results: Float32Array[][] = [];
  for (const backend of ['wasm', 'webgpu'] as const) {
    expect((await chooseBackend(backend)).name).toBe(backend);
    const before = tf.memory().numTensors;
    const tensors = tf.tidy(work);
    results.push(await Promise.all(tensors.map((tensor) => tensor.data<'float32'>())));
    tf.dispose(tensors);
    expect(tf.memory().numTensors).toBe(before);
  }
  return results as [Float32Array[], Float32Array[]];
}

function expectAlike([wasm, webgpu]: [Float32Array[], Float32Array[]]): void {
  wasm.forEach((expected, index) => {
    const scale = Math.max(1e-3, ...expected.map(Math.abs));
    webgpu[index]!.forEach((value, i) => expect(Math.abs(value - expected[i]!) / scale).toBeLessThan(1e-3));
  });
}

describe('on WebGPU as on WASM', { timeout: 300_000 }, () => {
  afterAll(() => chooseBackend('wasm'));

  // One is enough: the software adapter takes its time, and this one has every kind of layer.
  test.each(['conv-small'])(
    '%s has the same gradients, running statistics and, with these, the same logits',
    async (name) => {
      const results = await onBoth(() => {
        const network = modelNamed(name).build({
          shape: SHAPE,
          classes: 3,
          rng: new Rng(1),
          parameters: { width: 1 / 16 },
        });
        const x = waves([4, ...SHAPE]);
        const targets = tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0], [4, 3]);
        const mode: Mode = { training: true, rng: new Rng(2) };
        const { value, grads } = tf.variableGrads(
          () => crossEntropy(network.head(network.features(x, mode)), targets),
          network.variables as tf.Variable[],
        );
        const first = grads[network.variables[0]!.name]!;
        const state = tf.concat(network.state.map((variable) => tf.reshape(variable, [-1])));
        const logits = network.head(network.features(x, inference));
        network.dispose();
        return [value, first, state, logits];
      });
      expectAlike(results);
    },
  );

  test('a generator’s images and their gradient with respect to the latent points are equal', async () => {
    const results = await onBoth(() => {
      const generator = ganNamed('gan-32').generator(SHAPE, new Rng(1), { width: 1 / 16 });
      const mode: Mode = { training: true, rng: new Rng(2) };
      const { value, grad } = tf.valueAndGrad((z) => tf.mean(tf.square(generator.generate(z as tf.Tensor2D, mode))))(
        waves([3, generator.latent]),
      );
      generator.dispose();
      return [value, grad];
    });
    expectAlike(results);
  });
});
