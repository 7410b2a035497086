/**
 * DeepFool as a query: the samples with the smallest perturbation of the input that changes the prediction (Ducoffe &
 * Precioso 2018). Each step of the perturbation leads to the nearest class boundary of the classifier linearised at the
 * perturbed sample (Moosavi-Dezfooli, Fawzi & Frossard 2016, algorithm 2).
 */
import { tieOrder } from '../algorithms/tie-order.ts';
import { integerParameter, withDefaults } from '../protocol/parameters.ts';
import type { Network } from '../models/model.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { readInBatches } from '../trainer/predict.ts';
import { batchSizeFor } from '../trainer/scoring-batches.ts';
import type { Strategy } from './contracts/strategy.ts';
import { candidatesOf } from './support/candidates.ts';
import { checkedLearner } from './support/checked-learner.ts';
import { predictedLabels, logitGradients, logitsOf } from './support/logit-gradients.ts';
import { randomSubset, subsetParameter } from './support/random-subset.ts';
import { Top } from './support/top.ts';
import { rowOf } from './support/uncertainty.ts';

/** Relative increase of the perturbation, so that it crosses the boundary (η of Moosavi-Dezfooli et al. 2016). */
const OVERSHOOT = 0.02;
/** Maximum number of samples that are perturbed together. */
const MAX_BATCH = 64;

const parameters = [
  integerParameter('steps', {
    label: 'Steps',
    about: 'Maximum number of steps per sample.',
    default: 50,
    min: 1,
    max: 200,
  }),
  integerParameter('classes', {
    label: 'Classes',
    about:
      'Number of other classes considered in each step: those with the greatest logits. Each costs one backward pass.',
    default: 5,
    min: 1,
    max: 1000,
  }),
  subsetParameter,
];

export const deepFool: Strategy = {
  about: {
    name: 'deep-fool',
    label: 'DeepFool',
    group: 'uncertainty',
    summary: 'smallest perturbation that changes the prediction',
    about:
      'Perturbs every sample, step by step, towards the nearest class boundary until the prediction changes, and queries the samples with the smallest perturbation. Needs gradients with respect to the input, and is slow.',
    reference:
      'Ducoffe & Precioso, “Adversarial active learning for deep networks: a margin based approach”, 2018; Moosavi-Dezfooli, Fawzi & Frossard, “DeepFool”, CVPR 2016',
    parameters,
    requires: ['softmax'],
    noSurface: 'No score for places: each sample is perturbed by itself',
  },
  async select(context) {
    const { network } = checkedLearner(deepFool, context);
    const { steps, classes } = withDefaults(parameters, context.parameters);
    const { checkpoint } = context;
    const top = new Top(context.batchSize, tieOrder(context.rng));
    const batchSize = Math.min(MAX_BATCH, batchSizeFor(network));
    const { samples, indices } = candidatesOf(context, randomSubset(context));
    for await (const { positions, values } of readInBatches(samples, batchSize, context)) {
      // a perturbation larger than those of the present batch is not continued: it hardly ever shrinks
      const limits = { steps, classes, maxNorm: -top.threshold, checkpoint };
      const norms = await perturbationNorms(network, values, limits);
      positions.forEach((position, i) => top.offer(indices[position]!, -norms[i]!, norms[i]!));
    }
    return top.toSelection();
  },
};

export interface DeepFoolLimits {
  steps: number;
  /** Number of other classes considered in each step. */
  classes: number;
  /** A larger perturbation is not continued. */
  maxNorm: number;
  checkpoint: () => Promise<void>;
}

/**
 * ‖r‖ of the perturbation that changes each sample's prediction, `[n]` in units of the normalised input; of the perturbation so far
 * where it exceeds `maxNorm` or the steps end; Infinity where no other class comes nearer.
 * @param values normalised samples `[n, …shape]` row-major
 */
export async function perturbationNorms(
  network: Network,
  values: Float32Array,
  { steps, classes, maxNorm, checkpoint }: DeepFoolLimits,
): Promise<Float32Array> {
  const size = sampleSize(network.shape);
  const n = values.length / size;
  const norms = new Float32Array(n).fill(Infinity);
  const perturbations = new Float32Array(n * size);
  let originalLabels: Int32Array | undefined;
  let active = Array.from({ length: n }, (_, i) => i);
  for (let step = 0; step < steps && active.length > 0; step++) {
    const all = await logitsOf(network, perturbed(active));
    const predicted = predictedLabels(all, network.classes);
    const labels = (originalLabels ??= predicted);
    const rows = active.map((_, row) => row).filter((row) => predicted[row] === labels[active[row]!]);
    active = rows.map((row) => active[row]!);
    if (active.length === 0) break;
    const logits = rows.map((row) => rowOf(all, row, network.classes));
    const activeLabels = active.map((i) => labels[i]!);
    const candidates = logits.map((of, row) => otherClasses(of, activeLabels[row]!, classes));
    const differences = candidates[0]!.map((_, rank) => {
      const others = candidates.map((ranked) => ranked[rank]!);
      return logitDifferences(others, activeLabels, network.classes);
    });
    const gradients = await logitGradients(network, perturbed(active), differences);
    active = active.filter((i, row) => {
      const boundaries = candidates[row]!.map((c, rank) => ({
        gap: logits[row]![activeLabels[row]!]! - logits[row]![c]!,
        gradient: rowOf(gradients[rank]!, row, size),
      }));
      const perturbation = rowOf(perturbations, i, size);
      if (!addStep(perturbation, boundaries)) return false;
      norms[i] = (1 + OVERSHOOT) * norm(perturbation);
      return norms[i]! <= maxNorm;
    });
    await checkpoint();
  }
  return norms;

  /** The samples at these positions with their perturbations. */
  function perturbed(of: readonly number[]): Float32Array {
    const sums = new Float32Array(of.length * size);
    of.forEach((i, row) => {
      for (let d = 0; d < size; d++)
        sums[row * size + d] = values[i * size + d]! + (1 + OVERSHOOT) * perturbations[i * size + d]!;
    });
    return sums;
  }
}

/** The other classes with the greatest logits, the greatest first. */
function otherClasses(logits: Float32Array, label: number, limit: number): number[] {
  return Array.from(logits, (_, c) => c)
    .filter((c) => c !== label)
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
    .slice(0, limit);
}

/** Weights of the logits, `[n, classes]`: 1 for each row's other class, −1 for its own label. */
function logitDifferences(others: readonly number[], labels: readonly number[], classes: number): Float32Array {
  const weights = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    weights[row * classes + others[row]!] = 1;
    weights[row * classes + label] = -1;
  });
  return weights;
}

/** The linearised boundary to another class. */
interface Boundary {
  /** f': the logit of the sample's own class less that of the other class. */
  gap: number;
  /** w': gradient of the opposite difference. */
  gradient: Float32Array;
}

/**
 * Adds the step r = f' / ‖w'‖² · w' to the nearest boundary, of distance f' / ‖w'‖.
 * @returns whether there is such a boundary
 */
function addStep(perturbation: Float32Array, boundaries: readonly Boundary[]): boolean {
  let nearest: Boundary | undefined;
  let least = Infinity;
  let factor = 0;
  for (const boundary of boundaries) {
    const squared = norm(boundary.gradient) ** 2;
    const distance = boundary.gap / Math.sqrt(squared);
    if (!(distance < least)) continue;
    least = distance;
    factor = boundary.gap / squared;
    nearest = boundary;
  }
  if (!nearest) return false;
  for (let d = 0; d < perturbation.length; d++) perturbation[d]! += factor * nearest.gradient[d]!;
  return true;
}

function norm(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value ** 2;
  return Math.sqrt(sum);
}
