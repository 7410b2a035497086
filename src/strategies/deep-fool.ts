/**
 * DeepFool as a query: asks for the samples that the smallest change of the input takes to another class (Ducoffe &
 * Precioso 2018). The change is found by going, again and again, straight to the nearest boundary of the classifier as
 * it looks, made linear, where one stands (Moosavi-Dezfooli, Fawzi & Frossard 2016, algorithm 2).
 */
import type { Network } from '../models/model.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { batchesOf, prepared, type Batch } from './support/learner-batches.ts';
import { labelsOf, logitGradients, logitsOf } from './support/logit-gradients.ts';
import type { Strategy } from './contracts/strategy.ts';
import { Top } from './support/top.ts';

/** Beyond the boundary by this share of the way, so that it is crossed and not only touched (Moosavi-Dezfooli et al. 2016). */
const OVERSHOOT = 0.02;
/** Samples that step together. */
const BATCH = 64;

export const deepFool: Strategy = {
  about: {
    name: 'deep-fool',
    label: 'DeepFool',
    summary: 'smallest change that turns the prediction',
    about:
      'Changes every sample, step by step, towards the nearest class boundary until the prediction turns, and asks for those that needed the smallest change. It takes gradients with respect to the input, and long.',
    reference:
      'Ducoffe & Precioso, “Adversarial active learning for deep networks: a margin based approach”, 2018; Moosavi-Dezfooli, Fawzi & Frossard, “DeepFool”, CVPR 2016',
    parameters: [
      {
        name: 'steps',
        label: 'Steps',
        about: 'How many steps a sample may take, at most.',
        kind: 'integer',
        default: 50,
        min: 1,
        max: 200,
        step: 1,
      },
      {
        name: 'classes',
        label: 'Classes',
        about:
          'How many other classes are gone towards: those of the greatest logits, in each step. Each costs a pass.',
        kind: 'integer',
        default: 5,
        min: 1,
        max: 1000,
        step: 1,
      },
    ],
    needs: ['softmax'],
  },
  async select(context) {
    const { network, pool, parameters } = prepared(deepFool, context);
    const { steps, classes } = parameters as { steps: number; classes: number };
    const top = new Top(context.size);
    for await (const batch of batchesOf(network, pool, context, BATCH)) {
      // who has come further than all that would be taken now is not followed to the end: the way hardly ever shrinks
      const ways = await waysOut(network, batch, { steps, classes, far: -top.bar }, context.gate);
      batch.positions.forEach((position, i) => top.offer(context.poolIndices[position]!, -ways[i]!, ways[i]!));
    }
    return top.take();
  },
};

export interface Limits {
  steps: number;
  /** Other classes that are looked at in each step. */
  classes: number;
  /** Whose way is longer is not followed further. */
  far: number;
}

/**
 * Length of the way to another class, in units of the normalised input; the length so far of those that passed `far` or
 * ran out of steps; Infinity where no class can be come nearer to.
 */
export async function waysOut(
  network: Network,
  batch: Batch,
  { steps, classes, far }: Limits,
  gate: () => Promise<void>,
): Promise<Float32Array> {
  const n = batch.positions.length;
  const size = sampleSize(network.shape);
  const ways = new Float32Array(n).fill(Infinity);
  const moved = new Float32Array(n * size);
  let own: Int32Array | undefined;
  let walking = Array.from({ length: n }, (_, i) => i);
  for (let step = 0; step < steps && walking.length > 0; step++) {
    const all = await logitsOf(network, places(walking), walking.length);
    const now = labelsOf(all, network.classes);
    const labels = (own ??= now);
    const rows = walking.map((_, row) => row).filter((row) => now[row] === labels[walking[row]!]);
    walking = rows.map((row) => walking[row]!);
    if (walking.length === 0) break;
    const logits = rows.map((row) => all.subarray(row * network.classes, (row + 1) * network.classes));
    const rivals = logits.map((of, row) => rivalsOf(of, labels[walking[row]!]!, classes));
    const wanted = rivals[0]!.map((_, place) => differences(rivals, place, walking, labels, network.classes));
    const gradients = await logitGradients(network, places(walking), walking.length, wanted);
    walking = walking.filter((i, row) => {
      const gaps = rivals[row]!.map((c) => logits[row]![labels[i]!]! - logits[row]![c]!);
      if (!takeStep(gaps, gradients, row, moved.subarray(i * size, (i + 1) * size))) return false;
      ways[i] = (1 + OVERSHOOT) * lengthOf(moved, i * size, size);
      return ways[i]! <= far;
    });
    await gate();
  }
  return ways;

  function places(of: readonly number[]): Float32Array {
    const values = new Float32Array(of.length * size);
    of.forEach((i, row) => {
      for (let d = 0; d < size; d++)
        values[row * size + d] = batch.values[i * size + d]! + (1 + OVERSHOOT) * moved[i * size + d]!;
    });
    return values;
  }
}

/** The other classes of greatest logits, the greatest first. */
function rivalsOf(logits: Float32Array, own: number, most: number): number[] {
  return Array.from(logits, (_, c) => c)
    .filter((c) => c !== own)
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
    .slice(0, most);
}

/** Each sample's rival at this place less its own class, as sums of logits. */
function differences(
  rivals: readonly number[][],
  place: number,
  walking: readonly number[],
  own: Int32Array,
  classes: number,
): Float32Array {
  const sums = new Float32Array(walking.length * classes);
  walking.forEach((i, row) => {
    sums[row * classes + rivals[row]![place]!] = 1;
    sums[row * classes + own[i]!] = -1;
  });
  return sums;
}

/**
 * Adds the step r = f' / ‖w'‖² · w' to the class whose boundary is nearest, f' / ‖w'‖, where f' is how far its logit lies
 * below that of the sample's own class and w' is how their difference grows.
 * @returns whether there is such a class
 */
function takeStep(
  gaps: readonly number[],
  gradients: readonly Float32Array[],
  row: number,
  moved: Float32Array,
): boolean {
  const at = row * moved.length;
  let best = -1;
  let nearest = Infinity;
  let factor = 0;
  gaps.forEach((gap, place) => {
    const squared = lengthOf(gradients[place]!, at, moved.length) ** 2;
    const distance = gap / Math.sqrt(squared);
    if (distance < nearest) {
      nearest = distance;
      factor = gap / squared;
      best = place;
    }
  });
  if (best < 0) return false;
  for (let d = 0; d < moved.length; d++) moved[d]! += factor * gradients[best]![at + d]!;
  return true;
}

function lengthOf(values: Float32Array, from: number, size: number): number {
  let sum = 0;
  for (let d = from; d < from + size; d++) sum += values[d]! ** 2;
  return Math.sqrt(sum);
}
