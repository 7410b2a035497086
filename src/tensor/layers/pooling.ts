/** Pooling and its opposite. Each gradient has a gradient, so that a gradient penalty goes through them. */
import * as tf from '../tf.ts';
import type { Pad } from './convolution.ts';
import { has, nothing, run, twice } from './kernels.ts';

type Window = Pick<tf.MaxPoolAttrs, 'filterSize' | 'strides'> & { pad: Pad };

/** Max-pooling by two and ReLU: x `[n, height, width, channels]` → half of height and width, an odd edge left out. */
export function pooled(x: tf.Tensor4D): tf.Tensor4D {
  return has('PoolRelu') && !twice() ? run<tf.Tensor4D>('PoolRelu', { x }) : tf.relu(tf.maxPool(x, 2, 2, 'valid'));
}

/** The greatest of each window of size × size: `[n, height, width, channels]` → fewer rows and columns. */
export const maxPooled = (x: tf.Tensor4D, size: number, stride: number, pad: Pad): tf.Tensor4D =>
  tf.maxPool(x, size, stride, pad);

/** The mean of each channel over the image: `[n, height, width, channels]` → `[n, channels]`. */
export const meanPooled = (x: tf.Tensor4D): tf.Tensor2D => tf.mean(x, [1, 2]);

/** The mean of each window of size × size, side by side, an incomplete one at the edge left out. */
export const meanPool = (x: tf.Tensor4D, size: number): tf.Tensor4D => tf.avgPool(x, size, size, 'valid');

/** Each value repeated `factor` times in both directions: `[n, height, width, channels]` → `[n, f·height, f·width, channels]`. */
export const upsampled = (x: tf.Tensor4D, factor: number): tf.Tensor4D =>
  tf.image.resizeNearestNeighbor(x, [x.shape[1] * factor, x.shape[2] * factor]);

tf.registerGradient({
  kernelName: 'PoolRelu',
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, saved) => ({
    x: () => run('PoolReluGradient', { x: saved[0]!, y: saved[1]!, dy: dy as tf.Tensor }),
  }),
});

tf.registerGradient({
  kernelName: 'MaxPoolGrad',
  inputsToSave: ['input', 'output'],
  gradFunc: (ddx, saved, attrs) => {
    const [x, y] = saved as [tf.Tensor4D, tf.Tensor4D];
    const { filterSize, strides, pad } = attrs as unknown as Window;
    return {
      // What the gradient spread out to the places of the maxima is gathered from there.
      dy: () => {
        const { indexes } = tf.maxPoolWithArgmax(x, filterSize, strides, pad, true);
        const places = tf.reshape(indexes!, [-1]) as tf.Tensor1D;
        return tf.reshape(tf.gather(tf.reshape(ddx as tf.Tensor, [-1]), places), y.shape);
      },
      input: () => nothing(x),
      output: () => nothing(y),
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
      input: () => nothing(saved[0]!),
    };
  },
});

tf.registerGradient({
  kernelName: 'ResizeNearestNeighborGrad',
  inputsToSave: ['dy', 'images'],
  gradFunc: (ddx, saved, attrs) => {
    const [dy, images] = saved as [tf.Tensor4D, tf.Tensor4D];
    const { alignCorners, halfPixelCenters } = attrs as unknown as tf.ResizeNearestNeighborAttrs;
    const size = dy.shape.slice(1, 3) as [number, number];
    return {
      dy: () => tf.image.resizeNearestNeighbor(ddx as tf.Tensor4D, size, alignCorners, halfPixelCenters),
      images: () => nothing(images),
    };
  },
});
