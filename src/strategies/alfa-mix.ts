/**
 * ALFA-Mix (Parvaneh et al. 2022): mixes the features of each unlabelled sample a little with those of the labelled
 * classes; where the prediction flips for any of them, features that matter are not yet learnt. z̃ = (1 − α)z + αz* with
 * α = ε ‖z* − z‖ ∇ / ‖∇‖ ⊘ (z* − z) (their Eq. 6), ∇ being the gradient of the loss of the learner's own guess.
 */
import { numberParameter } from '../protocol/parameters.ts';
import * as tf from '../tensor/tf.ts';
import { diverseSubset } from './support/diverse-subset.ts';
import { featurePoints, poolFeatures } from './support/feature-points.ts';
import { checkedLearner } from './support/learner-batches.ts';
import { predictedLabels } from './support/logit-gradients.ts';
import type { FittedLearner, Strategy, StrategyContext } from './contracts/strategy.ts';

const BLOCK_ROWS = 1024;

export const alfaMix: Strategy = {
  about: {
    name: 'alfa-mix',
    label: 'ALFA-Mix',
    summary: 'prediction flips when mixed with labelled features',
    about:
      'Mixes a little of each labelled class into the features of a sample, in the direction of the steepest loss, and checks whether the prediction flips. Queries a diverse subset of the samples that flip, filled up at random where too few do.',
    reference:
      'Parvaneh, Abbasnejad, Teney, Haffari, van den Hengel & Shi, “Active learning by feature mixing”, CVPR 2022',
    parameters: [
      numberParameter('cap', {
        label: 'Mixing cap',
        about: 'How much is mixed in: ε is this divided by the root of the number of features; 0.2 in the paper.',
        default: 0.2,
        min: 0.001,
        max: 1,
        step: 0.01,
      }),
    ],
    requires: ['features', 'softmax'],
  },
  async select(context) {
    const { network, parameters } = checkedLearner(alfaMix, context);
    const pool = await poolFeatures(context);
    const anchors = await anchorsOf(context);
    const { size } = pool.points;
    const epsilon = (parameters['cap'] as number) / Math.sqrt(size);
    const flipped: number[] = [];
    for (let from = 0; from < pool.points.count; from += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, pool.points.count - from);
      const features = pool.points.values.subarray(from * size, (from + count) * size);
      const flips = await countFlips(network, features, count, anchors, epsilon);
      flips.forEach((flips, i) => flips > 0 && flipped.push(from + i));
      await context.checkpoint();
    }
    const selected = await diverseSubset(
      pool.points,
      flipped,
      context.batchSize,
      context.rng.child('groups'),
      context.checkpoint,
    );
    const scores = new Float32Array(context.batchSize).fill(1, 0, selected.length);
    selected.push(...randomOthers(pool.points.count, selected, context));
    return { indices: Int32Array.from(selected, (position) => pool.indices[position]!), scores };
  },
};

/** The mean features of every class that has a labelled sample. */
async function anchorsOf(context: StrategyContext): Promise<Float32Array[]> {
  const view = await context.labelled();
  const { values, size } = featurePoints(view);
  const sums = new Map<number, { sum: Float64Array; count: number }>();
  view.labels.forEach((label, i) => {
    const classSum = sums.get(label) ?? { sum: new Float64Array(size), count: 0 };
    for (let d = 0; d < size; d++) classSum.sum[d]! += values[i * size + d]!;
    classSum.count++;
    sums.set(label, classSum);
  });
  return [...sums.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, { sum, count }]) => Float32Array.from(sum, (x) => x / count));
}

/** For how many anchors each sample's prediction flips. */
async function countFlips(
  network: FittedLearner['network'],
  features: Float32Array,
  n: number,
  anchors: readonly Float32Array[],
  epsilon: number,
): Promise<Int32Array> {
  const { classes } = network;
  const size = features.length / n;
  const logits = await readTensor(() => network.head(tf.tensor2d(features, [n, size])));
  const labels = predictedLabels(logits, classes);
  const gradients = await readTensor(() => {
    const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
    // of the sum, so that each row has the gradient of its own loss
    const loss = (z: tf.Tensor) => tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(network.head(z as tf.Tensor2D)))));
    return tf.grad(loss)(tf.tensor2d(features, [n, size]));
  });
  const flips = new Int32Array(n);
  for (const anchor of anchors) {
    const mixed = mixFeatures(anchor, features, gradients, epsilon);
    predictedLabels(await readTensor(() => network.head(tf.tensor2d(mixed, [n, size]))), classes).forEach(
      (label, i) => {
        if (label !== labels[i]) flips[i]!++;
      },
    );
  }
  return flips;
}

/** (1 − α) z + α z*: in each feature z moves by ε ‖z* − z‖ ∇ / ‖∇‖, but where z* and z are equal there. */
export function mixFeatures(
  anchor: Float32Array,
  features: Float32Array,
  gradients: Float32Array,
  epsilon: number,
): Float32Array {
  const size = anchor.length;
  const mixed = features.slice();
  for (let at = 0; at < features.length; at += size) {
    let squaredDistance = 0;
    let squaredGradient = 0;
    for (let d = 0; d < size; d++) {
      squaredDistance += (anchor[d]! - features[at + d]!) ** 2;
      squaredGradient += gradients[at + d]! ** 2;
    }
    // a gradient of 0 points nowhere: the prediction is as sure as can be
    const factor = squaredGradient > 0 ? (epsilon * Math.sqrt(squaredDistance)) / Math.sqrt(squaredGradient) : 0;
    for (let d = 0; d < size; d++) if (anchor[d] !== features[at + d]) mixed[at + d]! += factor * gradients[at + d]!;
  }
  return mixed;
}

/** What is missing in the batch, drawn from the rest of the pool without replacement. */
function randomOthers(count: number, selected: readonly number[], { batchSize: size, rng }: StrategyContext): number[] {
  if (selected.length >= size) return [];
  const taken = new Set(selected);
  const rest = Array.from({ length: count }, (_, i) => i).filter((i) => !taken.has(i));
  return rng
    .child('others')
    .shuffle(rest)
    .slice(0, size - selected.length);
}

async function readTensor(compute: () => tf.Tensor): Promise<Float32Array> {
  const tensor = tf.tidy(compute);
  try {
    return await tensor.data<'float32'>();
  } finally {
    tensor.dispose();
  }
}
