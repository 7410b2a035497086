/**
 * DeepFool as a query: asks for the samples that the smallest change of the input takes to another class (Ducoffe &
 * Precioso 2018). The change is found by going, again and again, straight to the nearest boundary of the classifier as
 * it looks, made linear, where one stands (Moosavi-Dezfooli, Fawzi & Frossard 2016, algorithm 2).
 */
import type { Network } from '../models/model.ts';
import { sampleSize } from '../spec/dataset.ts';
import * as tf from '../tensor/tf.ts';
import { batchesOf, prepared, type Batch } from './learner.ts';
import { labelsOf, logitGradients, type LogitGradients } from './logit-gradients.ts';
import type { Strategy } from './strategy.ts';
import { Top } from './top.ts';

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
    ],
    needs: ['softmax'],
  },
  async select(context) {
    const { network, pool, parameters } = prepared(deepFool, context);
    const top = new Top(context.size);
    for await (const batch of batchesOf(network, pool, context, BATCH)) {
      // who has come further than all that would be taken now is not followed to the end: the way hardly ever shrinks
      const ways = await waysOut(network, batch, parameters['steps'] as number, -top.bar, context.gate);
      batch.positions.forEach((position, i) => top.offer(context.poolIndices[position]!, -ways[i]!, ways[i]!));
    }
    return top.take();
  },
};

/**
 * Length of the way to another class, in units of the normalised input; the length so far of those that passed `far` or
 * ran out of steps; Infinity where no class can be come nearer to.
 */
export async function waysOut(
  network: Network,
  batch: Batch,
  steps: number,
  far: number,
  gate: () => Promise<void>,
): Promise<Float32Array> {
  const n = batch.positions.length;
  const size = sampleSize(network.shape);
  const ways = new Float32Array(n).fill(Infinity);
  const moved = new Float32Array(n * size);
  let walking = Array.from({ length: n }, (_, i) => i);
  let labels: Int32Array | undefined;
  for (let step = 0; step < steps && walking.length > 0; step++) {
    if (labels) {
      const now = labelsOf(await logitsOf(network, places(), walking.length), network.classes);
      const own = labels;
      walking = walking.filter((i, row) => now[row] === own[i]);
      if (walking.length === 0) break;
    }
    const seen = await logitGradients(network, places(), walking.length);
    labels ??= labelsOf(seen.logits, network.classes);
    const own = labels;
    walking = walking.filter((i, row) => {
      if (!takeStep(seen, row, own[i]!, network.classes, moved.subarray(i * size, (i + 1) * size))) return false;
      ways[i] = (1 + OVERSHOOT) * lengthOf(moved, i * size, size);
      return ways[i]! <= far;
    });
    await gate();
  }
  return ways;

  function places(): Float32Array {
    const values = new Float32Array(walking.length * size);
    walking.forEach((i, row) => {
      for (let d = 0; d < size; d++)
        values[row * size + d] = batch.values[i * size + d]! + (1 + OVERSHOOT) * moved[i * size + d]!;
    });
    return values;
  }
}

/**
 * Adds the step r = |f'| / ‖w'‖² · w' to the class whose boundary is nearest, |f'| / ‖w'‖, where f' and w' are the
 * differences of its logit and gradient to those of the sample's own class.
 * @returns whether there is such a class
 */
function takeStep(
  { logits, gradients }: LogitGradients,
  row: number,
  own: number,
  classes: number,
  moved: Float32Array,
): boolean {
  const size = moved.length;
  const at = row * size;
  const from = gradients[own]!;
  let best = -1;
  let nearest = Infinity;
  let factor = 0;
  for (let c = 0; c < classes; c++) {
    if (c === own) continue;
    const to = gradients[c]!;
    let squared = 0;
    for (let d = at; d < at + size; d++) squared += (to[d]! - from[d]!) ** 2;
    const gap = Math.abs(logits[row * classes + c]! - logits[row * classes + own]!);
    const distance = gap / Math.sqrt(squared);
    if (distance < nearest) {
      nearest = distance;
      factor = gap / squared;
      best = c;
    }
  }
  if (best < 0) return false;
  const to = gradients[best]!;
  for (let d = 0; d < size; d++) moved[d]! += factor * (to[at + d]! - from[at + d]!);
  return true;
}

function lengthOf(values: Float32Array, from: number, size: number): number {
  let sum = 0;
  for (let d = from; d < from + size; d++) sum += values[d]! ** 2;
  return Math.sqrt(sum);
}

async function logitsOf(network: Network, values: Float32Array, n: number): Promise<Float32Array> {
  const logits = tf.tidy(() =>
    network.head(network.features(tf.tensor(values, [n, ...network.shape]), { training: false })),
  );
  try {
    return await logits.data<'float32'>();
  } finally {
    logits.dispose();
  }
}
