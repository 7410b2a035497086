/**
 * Gradients over the stock ones, with the same values, that can be differentiated again. Two things stand in the way:
 * - A saved output is a copy that the tape holds before the op itself, so a second pass finds no way from it to the
 *   input and leaves its part out, without a word (tfjs-core 4.22, `getFilteredNodesXToY`). So the input is saved.
 *   The op of log-softmax does this beside the registry; `logSoftmax` below is for it.
 * - A comparison has no gradient at all. It is zero wherever there is one.
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

/** Registers them; to be called after the stock ones are loaded. */
export function registerHigherOrderGradients(): void {
  for (const [kernelName, { input, rule }] of Object.entries(rules))
    tf.registerGradient({
      kernelName,
      inputsToSave: [input],
      gradFunc: (dy, saved, attrs) => {
        const axis = (attrs as { dim?: number } | undefined)?.dim ?? -1; // value by value there are no attributes
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

/** ln softmax along the last axis, with a gradient that can be differentiated again. */
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
