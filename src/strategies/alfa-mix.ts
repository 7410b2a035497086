/**
 * ALFA-Mix (Parvaneh et al. 2022): mixes the features of each unlabelled sample a little with the mean features of each labelled
 * class, and takes samples whose prediction flips. z̃ = (1 − α)z + αz* with α = ε ‖z* − z‖ ∇ / ‖∇‖ ⊘ (z* − z) (their Eq. 6), ∇
 * being the gradient of the loss with the predicted class as the label.
 */
import { tieOrder } from '../algorithms/tie-order.ts';
import { numberParameter, withDefaults } from '../protocol/parameters.ts';
import type { Rng } from '../random/rng.ts';
import * as tf from '../tensor/tf.ts';
import type { FittedLearner, Strategy, StrategyContext } from './contracts/strategy.ts';
import { checkedLearner } from './support/checked-learner.ts';
import { diverseSubset } from './support/diverse-subset.ts';
import { poolFeatures } from './support/feature-points.ts';
import { predictedLabels } from './support/logit-gradients.ts';

/** Samples that are mixed at a time. */
const BLOCK_ROWS = 1024;

const parameters = [
  numberParameter('cap', {
    label: 'Mixing cap',
    about: 'How much is mixed in: ε is this divided by the root of the number of features; 0.2 in the paper.',
    default: 0.2,
    min: 0.001,
    max: 1,
    step: 0.01,
  }),
];

export const alfaMix: Strategy = {
  about: {
    name: 'alfa-mix',
    label: 'ALFA-Mix',
    group: 'hybrid',
    summary: 'prediction flips when mixed with labelled features',
    about:
      'Mixes a little of each labelled class into the features of a sample, in the direction of the steepest loss, and checks whether the prediction flips. Queries a diverse subset of the samples that flip, filled up at random where too few do.',
    reference:
      'Parvaneh, Abbasnejad, Teney, Haffari, van den Hengel & Shi, “Active learning by feature mixing”, CVPR 2022',
    parameters,
    requires: ['features', 'softmax'],
    noSurface: 'No score per point: this strategy chooses the batch as a whole',
  },
  async select(context) {
    const { network } = checkedLearner(alfaMix, context);
    const { batchSize: size, rng } = context;
    const { cap } = withDefaults(parameters, context.parameters);
    const pool = await poolFeatures(context);
    const mix = { anchors: await anchorsOf(context), epsilon: cap / Math.sqrt(pool.size) };
    const flipping: number[] = [];
    for (let from = 0; from < pool.count; from += BLOCK_ROWS) {
      const to = Math.min(from + BLOCK_ROWS, pool.count);
      const flips = await predictionFlips(network, pool.values.subarray(from * pool.size, to * pool.size), mix);
      flips.forEach((flip, i) => flip && flipping.push(from + i));
      await context.checkpoint();
    }
    // all that flip are equal
    const order = tieOrder(rng);
    flipping.sort((a, b) => order(a) - order(b));
    const candidates = { points: pool, ranked: flipping };
    const selected = await diverseSubset(candidates, { size, rng: rng.child('groups') }, context.checkpoint);
    const scores = new Float32Array(size).fill(1, 0, selected.length);
    selected.push(...randomOthers(pool.count, selected, { size, rng }));
    return { indices: Int32Array.from(selected, (position) => context.poolIndices[position]!), scores };
  },
};

interface FeatureMix {
  /** Mean features of each labelled class, `[featureSize]` each. */
  anchors: readonly Float32Array[];
  /** Length of the change of z, in units of ‖z* − z‖. */
  epsilon: number;
}

/** The mean features of every class that has a labelled sample. */
async function anchorsOf(context: StrategyContext): Promise<Float32Array[]> {
  const { features: values, featureSize: size, labels } = await context.predictLabelled({ features: true });
  const sums = new Map<number, { sum: Float64Array; count: number }>();
  labels.forEach((label, i) => {
    const classSum = sums.get(label) ?? { sum: new Float64Array(size), count: 0 };
    for (let d = 0; d < size; d++) classSum.sum[d]! += values[i * size + d]!;
    classSum.count++;
    sums.set(label, classSum);
  });
  return [...sums.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, { sum, count }]) => Float32Array.from(sum, (x) => x / count));
}

/** Whether each sample's prediction flips for any anchor. @param features `[n, featureSize]` */
async function predictionFlips(
  network: FittedLearner['network'],
  features: Float32Array,
  { anchors, epsilon }: FeatureMix,
): Promise<boolean[]> {
  const { classes, featureSize: size } = network;
  const n = features.length / size;
  const logits = await readTensor(() => network.head(tf.tensor2d(features, [n, size])));
  const labels = predictedLabels(logits, classes);
  const gradients = await readTensor(() => {
    const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
    // of the sum, so that each row has the gradient of its own loss
    const loss = (z: tf.Tensor) => tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(network.head(z as tf.Tensor2D)))));
    return tf.grad(loss)(tf.tensor2d(features, [n, size]));
  });
  const flips = new Array<boolean>(n).fill(false);
  for (const anchor of anchors) {
    const mixed = mixFeatures(anchor, { features, gradients }, epsilon);
    const mixedLabels = predictedLabels(await readTensor(() => network.head(tf.tensor2d(mixed, [n, size]))), classes);
    mixedLabels.forEach((label, i) => (flips[i] ||= label !== labels[i]));
  }
  return flips;
}

/**
 * (1 − α) z + α z*: z changes by ε ‖z* − z‖ ∇ / ‖∇‖ in each feature in which z* and z differ.
 * @param rows features z and gradients ∇, `[n, featureSize]` each
 */
export function mixFeatures(
  anchor: Float32Array,
  { features, gradients }: { features: Float32Array; gradients: Float32Array },
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
    // a gradient of 0 has no direction: the prediction is certain
    const factor = squaredGradient > 0 ? (epsilon * Math.sqrt(squaredDistance)) / Math.sqrt(squaredGradient) : 0;
    for (let d = 0; d < size; d++) if (anchor[d] !== features[at + d]) mixed[at + d]! += factor * gradients[at + d]!;
  }
  return mixed;
}

/** Fills the batch up to `size` from the rest of the pool, without replacement. */
function randomOthers(count: number, selected: readonly number[], { size, rng }: { size: number; rng: Rng }): number[] {
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
