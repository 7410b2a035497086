/**
 * Calls of our kernels by the layers. Each backend registers its kernels under common names; without one, and on the `cpu`
 * backend, which is the reference of tests, a layer uses stock ops.
 */
import * as tf from '../tf.ts';

/** Whether the backend in use has this kernel and is not the reference of tests. */
export function hasKernel(name: string): boolean {
  const backend = tf.getBackend();
  return backend !== 'cpu' && tf.getKernel(name, backend) !== undefined;
}

export function runKernel<T extends tf.Tensor | tf.Tensor[] = tf.Tensor>(
  name: string,
  inputs: Record<string, tf.Tensor>,
  attrs: object = {},
): T {
  return tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as T;
}

/**
 * Whether a gradient within a gradient is being computed. Kernels that compute their own gradient (cross-entropy, batch
 * norm) cannot be differentiated twice; their layers then use ops that can.
 */
export const inHigherOrderGradient = (): boolean => tf.engine().state.gradientDepth > 1;

/** The gradient of a piecewise constant function. */
export const zeroGradient = (x: tf.Tensor): tf.Tensor => tf.fill(x.shape, 0);

/** `[…, channels]` → `[channels]`, summed over all other axes. */
export function channelSum(x: tf.Tensor): tf.Tensor1D {
  if (hasKernel('ChannelSum')) return runKernel<tf.Tensor1D>('ChannelSum', { x });
  return tf.sum(
    x,
    x.shape.slice(0, -1).map((_, axis) => axis),
  );
}

tf.registerGradient({
  kernelName: 'ChannelSum',
  inputsToSave: ['x'],
  gradFunc: (dy, saved) => ({ x: () => tf.add(tf.zerosLike(saved[0]!), dy as tf.Tensor) }),
});
