/**
 * Stock TensorFlow.js, with the ops that its own layers use. Stock WASM has no gradient of a convolution with respect to its
 * filter; there it is composed of stock ops, and the row is marked.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Rng } from '../../../../src/random/rng.ts';
import type { BenchBackend, Engine } from '../engine.ts';
import { inputsOf, type Inputs } from '../inputs.ts';
import { meanCrossEntropy, type EngineWork } from '../engine-work.ts';
import { ADAM, BATCH_NORM_EPSILON, PENALTY, STEPS_COMPARED, type Layer, type NetworkWorkload } from '../workloads.ts';
import { tfjsEngine, productWork } from './tfjs-engine.ts';
import { composeFilterGradient } from './stock-filter-gradient.ts';

export const stock: Engine = tfjsEngine(start, (workload) => {
  const inputs = inputsOf(workload);
  if (workload.kind === 'product') return productWork(workload, inputs);
  const work = networkWork(workload, inputs);
  const composed = tf.getBackend() === 'wasm' && workload.phase === 'training' && workload.model !== 'linear';
  return composed ? { ...work, note: 'filter gradient composed of stock ops, as stock WASM has none' } : work;
});

async function start(backend: BenchBackend): Promise<string> {
  const node = tf.env().getBool('IS_NODE');
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  else {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    if (!node) setWasmPaths((await import('./stock-wasm-files.ts')).stockWasmFiles);
  }
  const umbrella = '@tensorflow/tfjs'; // Node cannot read the core's separate files; hidden from the bundler
  if (node) await import(/* @vite-ignore */ umbrella);
  else await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
  if (!(await tf.setBackend(backend))) throw new Error(`Stock TensorFlow.js did not start on ${backend}.`);
  await tf.ready();
  if (backend === 'webgpu') return 'WebGPU';
  composeFilterGradient();
  const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  return `SIMD, ${threaded ? getThreadsCount() : 1} thread${threaded && getThreadsCount() > 1 ? 's' : ''}`;
}

function networkWork(workload: NetworkWorkload, { weights, x, y, mix }: Inputs): EngineWork {
  const { batch, shape, classes, layers, phase, kind } = workload;
  const variables = weights.map(({ values, shape, statistic }) =>
    tf.tidy(() => tf.variable(tf.tensor(values, shape), !statistic)),
  );
  const rng = new Rng(1, 'dropout');
  const images = (values: Float32Array) => tf.tensor(values, [batch, ...shape]);
  const network = (input: tf.Tensor, training: boolean) =>
    forward(layers, input, [...variables], { rng: training ? rng : undefined, higherOrder: kind === 'critic' });
  if (phase === 'scoring') {
    const score = async () => {
      const output = tf.tidy(() => tf.softmax(network(images(x), false)));
      const probabilities = await output.data();
      output.dispose();
      return probabilities;
    };
    return { check: async () => [meanCrossEntropy(await score(), y)], runBatch: async () => void (await score()) };
  }
  const lossOf = (training: boolean): tf.Scalar => {
    if (kind === 'critic')
      return criticLoss((input) => network(input, training), images(x), images(y), tf.tensor(mix, [batch, 1, 1, 1]));
    return tf.losses.softmaxCrossEntropy(tf.tensor2d(y, [batch, classes]), network(images(x), training));
  };
  const optimizer = tf.train.adam(ADAM.rate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  const step = (training: boolean) => optimizer.minimize(() => lossOf(training), true)!;
  return {
    async check() {
      const losses: number[] = [];
      for (let i = 0; i < STEPS_COMPARED; i++) losses.push((await step(false).data())[0]!);
      return losses;
    },
    runBatch: () => step(true).dispose(),
    synchronize: () => variables.at(-1)!.data(),
  };
}

function criticLoss(
  critic: (x: tf.Tensor) => tf.Tensor,
  real: tf.Tensor,
  generated: tf.Tensor,
  share: tf.Tensor,
): tf.Scalar {
  const between = tf.add(tf.mul(real, share), tf.mul(generated, tf.sub(1, share)));
  const gradient = tf.grad(critic)(between);
  const norms = tf.sqrt(tf.sum(tf.square(gradient), [1, 2, 3]));
  const penalty = tf.mul(PENALTY, tf.mean(tf.square(tf.sub(norms, 1))));
  return tf.add(tf.sub(tf.mean(critic(generated)), tf.mean(critic(real))), penalty);
}

interface ForwardOptions {
  /** For dropout; none where it is left out. */
  rng: Rng | undefined;
  /** Whether gradients are differentiated again, which those of fused ops cannot be. */
  higherOrder: boolean;
}

/** @param left the weights of these layers and of those after them; those of these are taken out */
function forward(layers: readonly Layer[], input: tf.Tensor, left: tf.Tensor[], how: ForwardOptions): tf.Tensor {
  let x = input;
  layers.forEach((layer, i) => {
    const relu = layers[i + 1]?.kind === 'relu' && !how.higherOrder;
    switch (layer.kind) {
      case 'convolution': {
        const filter = left.shift() as tf.Tensor4D;
        const bias = layer.bias ? left.shift() : undefined;
        const { stride: strides, pad } = layer;
        const plain = how.higherOrder || !bias;
        x = plain
          ? tf.conv2d(x as tf.Tensor4D, filter, strides, pad)
          : tf.fused.conv2d({ x: x as tf.Tensor4D, filter, strides, pad, bias, activation: relu ? 'relu' : 'linear' });
        if (plain && bias) x = tf.add(x, bias);
        break;
      }
      case 'dense': {
        const [b, bias] = left.splice(0, 2) as [tf.Tensor2D, tf.Tensor1D];
        x = how.higherOrder
          ? tf.add(tf.matMul(x as tf.Tensor2D, b), bias)
          : tf.fused.matMul({ a: x as tf.Tensor2D, b, bias, activation: relu ? 'relu' : 'linear' });
        break;
      }
      case 'batch-norm': {
        const [scale, offset, mean, variance] = left.splice(0, 4) as tf.Tensor1D[];
        x = tf.batchNorm(x, mean!, variance!, offset, scale, BATCH_NORM_EPSILON);
        break;
      }
      case 'relu': {
        const before = layers[i - 1];
        const done = !how.higherOrder && (before?.kind === 'dense' || (before?.kind === 'convolution' && before.bias));
        if (!done) x = tf.relu(x);
        break;
      }
      case 'leaky-relu': // the stock op has no second gradient
        x = tf.sub(tf.relu(x), tf.mul(layer.slope, tf.relu(tf.neg(x))));
        break;
      case 'dropout':
        if (how.rng) x = tf.mul(x, mask(x.shape, layer.rate, how.rng));
        break;
      case 'max-pool':
        x = tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid');
        break;
      case 'mean-pool':
        x = tf.mean(x, [1, 2]);
        break;
      case 'flatten':
        x = tf.reshape(x, [x.shape[0]!, -1]);
        break;
      case 'residual': {
        const main = forward(layer.main, x, left, how);
        x = tf.add(main, forward(layer.shortcut, x, left, how));
        break;
      }
    }
  });
  return x;
}

function mask(shape: number[], rate: number, rng: Rng): tf.Tensor {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) values[i] = rng.uniform() < rate ? 0 : 1 / (1 - rate);
  return tf.tensor(values, shape);
}
