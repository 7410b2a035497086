/** Values through which no gradient flows. */
import * as tf from '../tf.ts';
import { zeroGradient } from './kernel-calls.ts';

/** `compute(x)`, whose gradient by x is zero. @param compute any ops, also those without a gradient; gives a new tensor */
export function withoutGradient<T extends tf.Tensor>(x: tf.Tensor, compute: (x: tf.Tensor) => T): T {
  const op = tf.customGrad((input) => ({
    value: compute(input as tf.Tensor),
    gradFunc: () => zeroGradient(input as tf.Tensor),
  }));
  return op(x) as T;
}
