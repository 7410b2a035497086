/** Pooling and upsampling, with differentiable gradients, which a gradient penalty needs. */
import * as tf from '../tf.ts';
import { convolution, type Pad } from './convolution.ts';
import { hasKernel, zeroGradient, runKernel, inHigherOrderGradient } from './kernel-calls.ts';

type Window = Pick<tf.MaxPoolAttrs, 'filterSize' | 'strides'> & { pad: Pad };

/** Max-pooling by two and ReLU: x `[n, height, width, channels]` → half of height and width, without an odd edge. */
export function maxPoolRelu(x: tf.Tensor4D): tf.Tensor4D {
  return hasKernel('PoolRelu') && !inHigherOrderGradient()
    ? runKernel<tf.Tensor4D>('PoolRelu', { x })
    : tf.relu(tf.maxPool(x, 2, 2, 'valid'));
}

/**
 * Convolution of stride 1, max-pooling by two and ReLU: one kernel if the backend has it and no gradient is computed. Equal
 * to the separate layers to the last bit.
 */
export function convolutionMaxPoolRelu(x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D, pad: Pad): tf.Tensor4D {
  if (hasKernel('ConvPoolRelu') && tf.engine().state.gradientDepth === 0)
    return runKernel<tf.Tensor4D>('ConvPoolRelu', { x, filter, bias }, { strides: 1, pad, dataFormat: 'NHWC' });
  return maxPoolRelu(convolution(x, filter, bias, 'linear', 1, pad));
}

/** The greatest of each window of size × size: `[n, height, width, channels]` → fewer rows and columns. */
export const maxPool = (x: tf.Tensor4D, size: number, stride: number, pad: Pad): tf.Tensor4D =>
  tf.maxPool(x, size, stride, pad);

/** The mean of each channel over the image: `[n, height, width, channels]` → `[n, channels]`. */
export const globalMeanPool = (x: tf.Tensor4D): tf.Tensor2D => tf.mean(x, [1, 2]);

/** The mean of each window of size × size; windows do not overlap, and incomplete ones at the edge are left out. */
export const meanPool = (x: tf.Tensor4D, size: number): tf.Tensor4D => tf.avgPool(x, size, size, 'valid');

/**
 * Each value repeated `factor` times in both directions: `[n, height, width, channels]` → `[n, f·height, f·width, channels]`.
 * The gradient, a sum over windows, is computed as factor² times the mean: the stock gradient reads the wrong sample on the
 * `cpu` backend and is not differentiable.
 */
export function upsample(x: tf.Tensor4D, factor: number): tf.Tensor4D {
  const repeated = tf.customGrad((input) => ({
    value: tf.image.resizeNearestNeighbor(input as tf.Tensor4D, [x.shape[1] * factor, x.shape[2] * factor]),
    gradFunc: (dy: tf.Tensor) => tf.mul(meanPool(dy as tf.Tensor4D, factor), factor ** 2),
  }));
  return repeated(x) as tf.Tensor4D;
}

/**
 * x shifted above zero on WASM, where the stock kernels that search for the position of a maximum start from the least
 * positive number and find none among negative values (tfjs-backend-wasm 4.22, MaxPoolGrad and MaxPoolWithArgmax).
 */
const shiftPositive = (x: tf.Tensor4D): tf.Tensor4D =>
  tf.getBackend() === 'wasm' ? tf.add(tf.sub(x, tf.min(x)), 1) : x;

/** Replaces the stock gradient of max-pooling. Called after the stock gradients are loaded. */
export function registerMaxPool(): void {
  tf.registerGradient({
    kernelName: 'MaxPool',
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [x, output] = saved as [tf.Tensor4D, tf.Tensor4D];
      return { x: () => runKernel('MaxPoolGrad', { dy: dy as tf.Tensor, input: shiftPositive(x), output }, attrs) };
    },
  });
}

tf.registerGradient({
  kernelName: 'PoolRelu',
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, saved) => ({
    x: () => runKernel('PoolReluGradient', { x: saved[0]!, y: saved[1]!, dy: dy as tf.Tensor }),
  }),
});

tf.registerGradient({
  kernelName: 'MaxPoolGrad',
  inputsToSave: ['input', 'output'],
  gradFunc: (ddx, saved, attrs) => {
    const [x, y] = saved as [tf.Tensor4D, tf.Tensor4D];
    const { filterSize, strides, pad } = attrs as unknown as Window;
    return {
      // the gradient scatters to the positions of the maxima; its own gradient gathers from them
      dy: () => {
        const { indexes } = tf.maxPoolWithArgmax(shiftPositive(x), filterSize, strides, pad, true);
        const places = tf.reshape(indexes!, [-1]) as tf.Tensor1D;
        return tf.reshape(tf.gather(tf.reshape(ddx as tf.Tensor, [-1]), places), y.shape);
      },
      input: () => zeroGradient(x),
      output: () => zeroGradient(y),
    };
  },
});

tf.registerGradient({
  kernelName: 'AvgPoolGrad',
  inputsToSave: ['input'],
  gradFunc: (ddx, saved, attrs) => {
    const { filterSize, strides, pad } = attrs as unknown as Window;
    return {
      dy: () => tf.avgPool(ddx as tf.Tensor4D, filterSize, strides, pad),
      input: () => zeroGradient(saved[0]!),
    };
  },
});
