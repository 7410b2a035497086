/**
 * BADGE: k-means++ seeding over the gradients of the last layer with the predicted class as the label (Ash et al. 2020,
 * algorithm 1). The gradient is (p − e_ŷ) ⊗ z, of classes × features values. Distances between two gradients are computed from
 * their factors, so that the gradients are never built.
 */
import { inTieOrder, tieOrder } from '../algorithms/tie-order.ts';
import type { Points } from '../algorithms/points.ts';
import { allocateFeatures } from './support/feature-points.ts';
import type { Strategy } from './contracts/strategy.ts';
import { mostProbable } from './support/uncertainty.ts';

export const badge: Strategy = {
  about: {
    name: 'badge',
    label: 'BADGE',
    group: 'hybrid',
    summary: 'large and different gradients of the last layer',
    about:
      'Computes the gradient of the last layer for each sample with the predicted class as its label; uncertain samples have large gradients. k-means++ seeding over these gradients selects uncertain and diverse samples.',
    reference:
      'Ash, Zhang, Krishnamurthy, Langford & Agarwal, “Deep batch active learning by diverse, uncertain gradient lower bounds”, ICLR 2020',
    parameters: [],
    requires: ['probabilities', 'features', 'softmax'],
    noSurface: 'No score per point: this strategy chooses the batch as a whole',
  },
  async select(context) {
    const { classes, poolSize, batchSize: size, rng } = context;
    const { featureSize } = context.learner.network;
    const residuals = new Float32Array(poolSize * classes);
    const features = allocateFeatures(poolSize, featureSize);
    let done = 0;
    for await (const view of context.predict({ probabilities: true, features: true })) {
      const count = view.indices.length;
      features.set(view.features, done * featureSize);
      residuals.set(view.probabilities, done * classes);
      for (let i = 0; i < count; i++)
        residuals[(done + i) * classes + mostProbable(view.probabilities, classes, i).label]! -= 1;
      done += count;
    }
    const a: Points = { values: residuals, count: poolSize, size: classes };
    const z: Points = { values: features, count: poolSize, size: featureSize };
    const norms = Float64Array.from({ length: poolSize }, (_, i) => dot(a, i, i) * dot(z, i, i));
    // squared distance to the nearest selected sample; at first the squared norms
    const nearest = norms.slice();
    const taken = new Uint8Array(poolSize);
    const indices = new Int32Array(size);
    const scores = new Float32Array(size);
    for (let step = 0; step < size; step++) {
      const next =
        step === 0
          ? argMax(nearest, inTieOrder(poolSize, tieOrder(rng)))
          : weightedIndex(nearest, taken, rng.uniform());
      indices[step] = context.poolIndices[next]!;
      scores[step] = Math.sqrt(nearest[next]!);
      taken[next] = 1;
      for (let i = 0; i < poolSize; i++) {
        if (taken[i]) continue;
        const squared = norms[i]! + norms[next]! - 2 * dot(a, i, next) * dot(z, i, next);
        // not below 0 by rounding
        const distance = Math.max(0, squared);
        if (step === 0 || distance < nearest[i]!) nearest[i] = distance;
      }
      nearest[next] = 0;
      await context.checkpoint();
    }
    return { indices, scores };
  },
};

/** Inner product of two points. */
function dot({ values, size }: Points, i: number, j: number): number {
  let sum = 0;
  for (let p = i * size, q = j * size; p < (i + 1) * size; p++, q++) sum += values[p]! * values[q]!;
  return sum;
}

/** Position of the greatest value, of equals the first in the order. */
function argMax(values: Float64Array, order: Int32Array): number {
  let best = order[0]!;
  for (const i of order) if (values[i]! > values[best]! || Number.isNaN(values[best]!)) best = i;
  return best;
}

/** A position not yet taken, drawn in proportion to its weight; uniformly where all weights are 0 or one is NaN. */
function weightedIndex(weights: Float64Array, taken: Uint8Array, uniform: number): number {
  let total = 0;
  let available = 0;
  for (let i = 0; i < weights.length; i++) {
    if (taken[i]) continue;
    total += weights[i]!;
    available++;
  }
  const equalWeights = !(total > 0 && total < Infinity);
  let remaining = uniform * (equalWeights ? available : total);
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    if (taken[i] || (!equalWeights && weights[i]! <= 0)) continue;
    last = i;
    remaining -= equalWeights ? 1 : weights[i]!;
    if (remaining < 0) break;
  }
  return last;
}
