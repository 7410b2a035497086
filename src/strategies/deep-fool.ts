/**
 * DeepFool as a query: asks for the samples that the smallest change of the input takes to another class (Ducoffe &
 * Precioso 2018). The change is found by going, again and again, straight to the nearest boundary of the classifier as
 * it looks, made linear, where one stands (Moosavi-Dezfooli, Fawzi & Frossard 2016, algorithm 2).
 */
import { integerParameter } from '../protocol/parameters.ts';
import type { Network } from '../models/model.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { inputBatches, checkedLearner, type InputBatch } from './support/learner-batches.ts';
import { predictedLabels, logitGradients, logitsOf } from './support/logit-gradients.ts';
import type { Strategy } from './contracts/strategy.ts';
import { Top } from './support/top.ts';

/** Beyond the boundary by this share of the way, so that it is crossed and not only touched (Moosavi-Dezfooli et al. 2016). */
const OVERSHOOT = 0.02;
/** Samples that step together. */
const BATCH_SIZE = 64;

export const deepFool: Strategy = {
  about: {
    name: 'deep-fool',
    label: 'DeepFool',
    summary: 'smallest perturbation that changes the prediction',
    about:
      'Perturbs every sample, step by step, towards the nearest class boundary until the prediction changes, and queries the samples with the smallest perturbation. Needs gradients with respect to the input, and is slow.',
    reference:
      'Ducoffe & Precioso, “Adversarial active learning for deep networks: a margin based approach”, 2018; Moosavi-Dezfooli, Fawzi & Frossard, “DeepFool”, CVPR 2016',
    parameters: [
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
    ],
    requires: ['softmax'],
  },
  async select(context) {
    const { network, pool, parameters } = checkedLearner(deepFool, context);
    const { steps, classes } = parameters as { steps: number; classes: number };
    const top = new Top(context.batchSize);
    for await (const batch of inputBatches(network, pool, context, BATCH_SIZE)) {
      // who has come further than all that would be taken now is not followed to the end: the way hardly ever shrinks
      const norms = await perturbationNorms(
        network,
        batch,
        { steps, classes, maxDistance: -top.threshold },
        context.checkpoint,
      );
      batch.positions.forEach((position, i) => top.offer(context.poolIndices[position]!, -norms[i]!, norms[i]!));
    }
    return top.toSelection();
  },
};

export interface DeepFoolLimits {
  steps: number;
  /** Other classes that are looked at in each step. */
  classes: number;
  /** Whose way is longer is not followed further. */
  maxDistance: number;
}

/**
 * Length of the way to another class, in units of the normalised input; the length so far of those that passed `far` or
 * ran out of steps; Infinity where no class can be come nearer to.
 */
export async function perturbationNorms(
  network: Network,
  batch: InputBatch,
  { steps, classes, maxDistance: far }: DeepFoolLimits,
  checkpoint: () => Promise<void>,
): Promise<Float32Array> {
  const n = batch.positions.length;
  const size = sampleSize(network.shape);
  const norms = new Float32Array(n).fill(Infinity);
  const perturbations = new Float32Array(n * size);
  let originalLabels: Int32Array | undefined;
  let active = Array.from({ length: n }, (_, i) => i);
  for (let step = 0; step < steps && active.length > 0; step++) {
    const all = await logitsOf(network, perturbed(active), active.length);
    const predicted = predictedLabels(all, network.classes);
    const labels = (originalLabels ??= predicted);
    const rows = active.map((_, row) => row).filter((row) => predicted[row] === labels[active[row]!]);
    active = rows.map((row) => active[row]!);
    if (active.length === 0) break;
    const logits = rows.map((row) => all.subarray(row * network.classes, (row + 1) * network.classes));
    const candidates = logits.map((of, row) => otherClasses(of, labels[active[row]!]!, classes));
    const combinations = candidates[0]!.map((_, place) =>
      logitDifferences(candidates, place, active, labels, network.classes),
    );
    const gradients = await logitGradients(network, perturbed(active), active.length, combinations);
    active = active.filter((i, row) => {
      const gaps = candidates[row]!.map((c) => logits[row]![labels[i]!]! - logits[row]![c]!);
      if (!addStep(gaps, gradients, row, perturbations.subarray(i * size, (i + 1) * size))) return false;
      norms[i] = (1 + OVERSHOOT) * norm(perturbations, i * size, size);
      return norms[i]! <= far;
    });
    await checkpoint();
  }
  return norms;

  function perturbed(of: readonly number[]): Float32Array {
    const values = new Float32Array(of.length * size);
    of.forEach((i, row) => {
      for (let d = 0; d < size; d++)
        values[row * size + d] = batch.values[i * size + d]! + (1 + OVERSHOOT) * perturbations[i * size + d]!;
    });
    return values;
  }
}

/** The other classes of greatest logits, the greatest first. */
function otherClasses(logits: Float32Array, label: number, limit: number): number[] {
  return Array.from(logits, (_, c) => c)
    .filter((c) => c !== label)
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
    .slice(0, limit);
}

/** Each sample's rival at this place less its own class, as sums of logits. */
function logitDifferences(
  candidates: readonly number[][],
  rank: number,
  active: readonly number[],
  originalLabels: Int32Array,
  classes: number,
): Float32Array {
  const sums = new Float32Array(active.length * classes);
  active.forEach((i, row) => {
    sums[row * classes + candidates[row]![rank]!] = 1;
    sums[row * classes + originalLabels[i]!] = -1;
  });
  return sums;
}

/**
 * Adds the step r = f' / ‖w'‖² · w' to the class whose boundary is nearest, f' / ‖w'‖, where f' is how far its logit lies
 * below that of the sample's own class and w' is how their difference grows.
 * @returns whether there is such a class
 */
function addStep(
  gaps: readonly number[],
  gradients: readonly Float32Array[],
  row: number,
  perturbation: Float32Array,
): boolean {
  const at = row * perturbation.length;
  let best = -1;
  let nearest = Infinity;
  let factor = 0;
  gaps.forEach((gap, place) => {
    const squared = norm(gradients[place]!, at, perturbation.length) ** 2;
    const distance = gap / Math.sqrt(squared);
    if (distance < nearest) {
      nearest = distance;
      factor = gap / squared;
      best = place;
    }
  });
  if (best < 0) return false;
  for (let d = 0; d < perturbation.length; d++) perturbation[d]! += factor * gradients[best]![at + d]!;
  return true;
}

function norm(values: Float32Array, from: number, size: number): number {
  let sum = 0;
  for (let d = from; d < from + size; d++) sum += values[d]! ** 2;
  return Math.sqrt(sum);
}
