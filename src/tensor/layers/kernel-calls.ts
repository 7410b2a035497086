/**
 * How the layers reach our kernels. Each backend registers its own under one name; where a name is missing, and on the
 * `cpu` backend that tests compare with, the layer is put together from stock ops.
 */
import * as tf from '../tf.ts';

/** Whether the backend in use has this kernel and is not the one that tests compare with. */
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
 * Whether a gradient is being taken within another one. A kernel that leaves a gradient of its own behind (cross-entropy,
 * batch norm) cannot be differentiated again; its layer is then put together from ops that can.
 */
export const inHigherOrderGradient = (): boolean => tf.engine().state.gradientDepth > 1;

/** For inputs on which a value does not depend but for jumps. */
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
