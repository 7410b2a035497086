/**
 * Gradients over the stock ones, with the same values, that can be differentiated again. Two things stand in the way:
 * - A saved output is a copy that the tape holds before the op itself, so a second pass finds no way from it to the
 *   input and leaves its part out, without a word (tfjs-core 4.22, `getFilteredNodesXToY`). So the input is saved.
 * - A comparison has no gradient at all. It is zero wherever there is one.
 */
import * as tf from '../tf.ts';
import { nothing } from './kernels.ts';

type Rule = (x: tf.Tensor, dy: tf.Tensor, axis: number) => tf.Tensor;

/** dy − y · Σ(dy) along the axis, for outputs that sum to one. */
const centred = (dy: tf.Tensor, y: tf.Tensor, axis: number) => tf.sub(dy, tf.mul(tf.sum(dy, axis, true), y));

const rules: Record<string, { input: string; rule: Rule }> = {
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
      return centred(tf.mul(dy, y), y, axis);
    },
  },
  LogSoftmax: { input: 'logits', rule: (x, dy, axis) => centred(dy, tf.softmax(x, axis), axis) },
};

const comparisons = ['Equal', 'NotEqual', 'Greater', 'Less', 'LessEqual'];

/** Registers them; to be called after the stock ones are loaded. */
export function registerSmooth(): void {
  for (const [kernelName, { input, rule }] of Object.entries(rules))
    tf.registerGradient({
      kernelName,
      inputsToSave: [input],
      gradFunc: (dy, saved, attrs) => {
        const axis = (attrs['dim'] ?? attrs['axis'] ?? -1) as number;
        return { [input]: () => rule(saved[0]!, dy as tf.Tensor, axis) };
      },
    });
  for (const kernelName of comparisons)
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_, saved) => ({ a: () => nothing(saved[0]!), b: () => nothing(saved[1]!) }),
    });
  tf.registerGradient({
    kernelName: 'LogicalNot',
    inputsToSave: ['x'],
    gradFunc: (_, saved) => ({ x: () => nothing(saved[0]!) }),
  });
}
