/** The learner over any number of samples, in inference mode or by the mean of dropout passes, in batches of bounded size. */
import type { Draws } from '../random/rng.ts';
import type { Network } from '../models/model.ts';
import { sampleSize } from '../protocol/dataset.ts';
import * as tf from '../tensor/tf.ts';
import { meanOfPasses } from './dropout-passes.ts';
import type { Pacing, SampleSet } from './training-method.ts';

/** A batch of predictions, as plain arrays. */
export interface Prediction {
  /** Positions in the sample set. */
  positions: Int32Array;
  /** `[n, classes]` row-major; for hinge the logistic of the signed output. */
  probabilities: Float32Array;
  /** `[n, featureSize]` row-major, where asked for. */
  features?: Float32Array;
  /** `[n, trunkSize]` row-major, where asked for. */
  trunk?: Float32Array;
  /** `[n]` raw outputs of a hinge network: signed, in units of ‖w‖. */
  margins?: Float32Array;
}

/** What a prediction holds beside the probabilities. */
interface Wants {
  features?: boolean;
  trunk?: boolean;
}

/** Samples per batch: a tenth of a megabyte of values, so that first-layer maps stay within the processor's caches. */
const BATCH_VALUES = 200_000;
const MOST = 1024;

/** How many samples of this shape go through a network at a time. */
export const batchFor = (shape: readonly number[]): number =>
  Math.max(1, Math.min(MOST, Math.floor(BATCH_VALUES / sampleSize(shape))));

/** Probabilities for all samples, in order of position, batch after batch. */
export async function* predict(
  network: Network,
  samples: SampleSet,
  wants: Wants,
  pacing: Pacing,
): AsyncGenerator<Prediction> {
  for await (const { positions, values } of batches(network.shape, samples, pacing))
    yield { positions, ...(await inferred(network, values, positions.length, wants)) };
}

/** The same by the mean of passes with dropout. */
async function* predictByPasses(
  network: Network,
  samples: SampleSet,
  { passes, draws }: DropoutPasses,
  pacing: Pacing,
): AsyncGenerator<Prediction> {
  for await (const batch of batches(network.shape, samples, pacing))
    yield { positions: batch.positions, probabilities: await meanOfPasses(network, batch, passes, draws) };
}

/** All samples in order, as many at a time as suit a network that takes this shape. */
export async function* batches(
  shape: readonly number[],
  samples: SampleSet,
  pacing: Pacing,
): AsyncGenerator<{ positions: Int32Array; values: Float32Array }> {
  const size = batchFor(shape);
  for (let start = 0; start < samples.count; start += size) {
    await pacing.gate();
    const positions = Int32Array.from({ length: Math.min(size, samples.count - start) }, (_, i) => start + i);
    yield { positions, values: await samples.read(positions) };
    pacing.progress(start + positions.length, samples.count);
  }
}

/** One batch of normalised values, `[n, …shape]` row-major, through the network. */
export async function inferred(
  network: Network,
  values: Float32Array,
  n: number,
  wants: Wants,
): Promise<Omit<Prediction, 'positions'>> {
  const kept = tf.tidy((): tf.Tensor[] => {
    const trunk = network.trunk(tf.tensor(values, [n, ...network.shape]), { training: false });
    const features = network.neck(trunk, { training: false });
    const logits = network.head(features);
    const outputs = network.loss === 'hinge' ? logits : tf.softmax(logits);
    return [outputs, ...(wants.features ? [features] : []), ...(wants.trunk ? [trunk] : [])];
  });
  try {
    const out = await kept[0]!.data<'float32'>();
    const result: Omit<Prediction, 'positions'> =
      network.loss === 'hinge' ? { probabilities: logistic(out), margins: out } : { probabilities: out };
    const more = await Promise.all(kept.slice(1).map((one) => one.data<'float32'>()));
    if (wants.features) result.features = more.shift()!;
    if (wants.trunk) result.trunk = more.shift()!;
    return result;
  } finally {
    tf.dispose(kept);
  }
}

/** Signed outputs as probabilities of the two classes, `[n, 2]`. */
function logistic(outputs: Float32Array): Float32Array {
  const probabilities = new Float32Array(2 * outputs.length);
  outputs.forEach((output, i) => {
    const second = 1 / (1 + Math.exp(-output));
    probabilities[2 * i] = 1 - second;
    probabilities[2 * i + 1] = second;
  });
  return probabilities;
}

/** The most probable class of each row; the lowest where several are. */
export function argmaxRows(probabilities: Float32Array, classes: number): Int32Array {
  const best = new Int32Array(probabilities.length / classes);
  for (let row = 0; row < best.length; row++) {
    let top = 0;
    for (let c = 1; c < classes; c++)
      if (probabilities[row * classes + c]! > probabilities[row * classes + top]!) top = c;
    best[row] = top;
  }
  return best;
}

/** So many passes with dropout, from one stream. */
export interface DropoutPasses {
  passes: number;
  draws: Draws;
}

/**
 * Fraction of samples whose most probable class is their label. Samples without a label do not count; NaN for none.
 * @param dropout the classes' probabilities are the means of these passes, in place of one pass without dropout
 */
export async function accuracy(
  network: Network,
  samples: SampleSet,
  pacing: Pacing,
  dropout?: DropoutPasses,
): Promise<number> {
  let right = 0;
  let counted = 0;
  const predictions = dropout
    ? predictByPasses(network, samples, dropout, pacing)
    : predict(network, samples, {}, pacing);
  for await (const { positions, probabilities } of predictions) {
    const guesses = argmaxRows(probabilities, network.classes);
    positions.forEach((position, i) => {
      const label = samples.labels[position]!;
      if (label < 0) return;
      counted++;
      if (label === guesses[i]) right++;
    });
  }
  return right / counted;
}
