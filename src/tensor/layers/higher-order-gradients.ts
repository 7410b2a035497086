/**
 * Replaces stock gradients by differentiable ones with equal values. The stock gradients have two defects:
 * - A saved output is a copy that the tape records before the op itself, so that a second pass finds no path from it to the
 *   input and silently omits its term (tfjs-core 4.22, `getFilteredNodesXToY`). Here the input is saved. Log-softmax does
 *   not use the registry of gradients; `logSoftmax` below replaces it.
 * - Comparisons have no gradient; it is zero almost everywhere.
 */
import * as tf from '../tf.ts';
import { zeroGradient } from './kernel-calls.ts';

type GradientRule = (x: tf.Tensor, dy: tf.Tensor, axis: number) => tf.Tensor;

const rules: Record<string, { input: string; rule: GradientRule }> = {
  Exp: { input: 'x', rule: (x, dy) => tf.mul(dy, tf.exp(x)) },
  Tanh: { input: 'x', rule: (x, dy) => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(x)))) },
  Sigmoid: {
    input: 'x',
    rule(x, dy) {
      const y = tf.sigmoid(x);
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
    },
  },
  Softmax: {
    input: 'logits',
    rule(x, dy, axis) {
      const y = tf.softmax(x, axis);
      const share = tf.mul(dy, y);
      return tf.sub(share, tf.mul(tf.sum(share, axis, true), y));
    },
  },
};

const comparisons = ['Equal', 'NotEqual', 'Greater', 'Less', 'LessEqual', 'LogicalAnd'];

/** Registers them. Called after the stock gradients are loaded. */
export function registerHigherOrderGradients(): void {
  for (const [kernelName, { input, rule }] of Object.entries(rules))
    tf.registerGradient({
      kernelName,
      inputsToSave: [input],
      gradFunc: (dy, saved, attrs) => {
        const axis = (attrs as { dim?: number } | undefined)?.dim ?? -1; // element-wise ops have no attributes
        return { [input]: () => rule(saved[0]!, dy as tf.Tensor, axis) };
      },
    });
  for (const kernelName of comparisons)
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_, saved) => ({ a: () => zeroGradient(saved[0]!), b: () => zeroGradient(saved[1]!) }),
    });
  tf.registerGradient({
    kernelName: 'LogicalNot',
    inputsToSave: ['x'],
    gradFunc: (_, saved) => ({ x: () => zeroGradient(saved[0]!) }),
  });
}

/** ln softmax along the last axis, with a differentiable gradient. */
export function logSoftmax<T extends tf.Tensor>(logits: T): T {
  const op = tf.customGrad((input, save) => {
    const x = input as tf.Tensor;
    (save as tf.GradSaveFunc)([x]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.sub(dy, tf.mul(tf.sum(dy, -1, true), tf.softmax(saved[0]!)));
    return { value: tf.logSoftmax(x), gradFunc };
  });
  return op(logits) as T;
}
