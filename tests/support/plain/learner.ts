/**
 * A learner of two linear layers over points of the plane, as a network and in double precision. Its trunk is larger by a
 * half in training, so that a pass in the wrong mode is detected.
 */
import type { Network } from '../../../src/models/model.ts';
import * as tf from '../../../src/tensor/tf.ts';
import type { SampleSet } from '../../../src/trainer/sample-set.ts';
import { mean } from './descent.ts';

/** Factor of the trunk in training mode. */
export const TRAINING_SCALE = 1.5;

export interface Point {
  x: readonly [number, number];
  label: number;
}

/** z = x · A, logits = z · W + b. The weights in one list: A `[2, 2]`, W `[2, 2]`, b `[2]`. */
export const firstWeights = [0.6, -0.4, 0.3, 0.8, 0.5, -0.7, 0.9, 0.2, 0.1, -0.2];

export function linearLearner(weights: readonly number[] = firstWeights): Network {
  const variable = (from: number, shape: number[]) =>
    tf.tidy(() => tf.variable(tf.tensor(weights.slice(from, from + shape.reduce((a, b) => a * b)), shape)));
  const [a, w, b] = [variable(0, [2, 2]), variable(4, [2, 2]), variable(8, [2])] as const;
  const trunk: Network['trunk'] = (x, { training }, tap) => {
    const z = tf.mul(tf.matMul(x as tf.Tensor2D, a as tf.Tensor2D), training ? TRAINING_SCALE : 1) as tf.Tensor2D;
    tap?.(z);
    return z;
  };
  return {
    ...{ shape: [2], classes: 2, loss: 'cross-entropy', trunkSize: 2, featureSize: 2, stochastic: false },
    stageSizes: [2],
    ...{ variables: [a, w, b], state: [], trunk, features: trunk, neck: (z) => z },
    head: (z) => tf.add(tf.matMul(z, w as tf.Tensor2D), b),
    dispose: () => tf.dispose([a, w, b]),
  };
}

export const weightsOf = ({ variables }: Pick<Network, 'variables'>): number[] =>
  variables.flatMap((variable) => [...variable.dataSync()]);

export const trunkOf = (weights: readonly number[], [x, y]: Point['x'], scale = TRAINING_SCALE): number[] =>
  [0, 1].map((d) => scale * (x * weights[d]! + y * weights[2 + d]!));

const logitsOf = (weights: readonly number[], [first, second]: readonly number[]): number[] =>
  [0, 1].map((k) => first! * weights[4 + k]! + second! * weights[6 + k]! + weights[8 + k]!);

/** Mean of ln Σ exp(logits) − the label's logit, in training mode. */
export const crossEntropyOf = (weights: readonly number[], points: readonly Point[]): number =>
  mean(
    points.map(({ x, label }) => {
      const logits = logitsOf(weights, trunkOf(weights, x));
      return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[label]!;
    }),
  );

export const sampleSetOfPoints = (points: readonly Point[], labels = points.map(({ label }) => label)): SampleSet => ({
  count: points.length,
  labels: Int32Array.from(labels),
  read: (positions) => Promise.resolve(Float32Array.from(Array.from(positions, (i) => points[i]!.x).flat())),
});
