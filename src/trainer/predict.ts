/** The learner over any number of samples, in inference mode or by the mean of dropout passes, in batches of bounded size. */
import type { Rng } from '../random/rng.ts';
import type { Network } from '../models/model.ts';
import { sampleSize } from '../protocol/dataset.ts';
import * as tf from '../tensor/tf.ts';
import { meanDropoutPrediction } from './dropout-passes.ts';
import type { Control } from './control.ts';
import type { SampleSet } from './sample-set.ts';

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
interface PredictOptions {
  features?: boolean;
  trunk?: boolean;
}

/** Samples per batch: a tenth of a megabyte of values, so that first-layer maps stay within the processor's caches. */
const BATCH_VALUES = 200_000;
const MAX_BATCH = 1024;

/** How many samples of this shape go through a network at a time. */
export const batchSizeFor = (shape: readonly number[]): number =>
  Math.max(1, Math.min(MAX_BATCH, Math.floor(BATCH_VALUES / sampleSize(shape))));

/** Probabilities for all samples, in order of position, batch after batch. */
export async function* predict(
  network: Network,
  samples: SampleSet,
  options: PredictOptions,
  control: Control,
): AsyncGenerator<Prediction> {
  for await (const { positions, values } of sampleBatches(network.shape, samples, control))
    yield { positions, ...(await predictBatch(network, values, positions.length, options)) };
}

/** The same by the mean of passes with dropout. */
export async function* predictWithDropout(
  network: Network,
  samples: SampleSet,
  { passes, rng }: DropoutPassOptions,
  control: Control,
): AsyncGenerator<Prediction> {
  for await (const batch of sampleBatches(network.shape, samples, control))
    yield { positions: batch.positions, probabilities: await meanDropoutPrediction(network, batch, passes, rng) };
}

/** All samples in order, as many at a time as suit a network that takes this shape. */
export async function* sampleBatches(
  shape: readonly number[],
  samples: SampleSet,
  control: Control,
): AsyncGenerator<{ positions: Int32Array; values: Float32Array }> {
  const size = batchSizeFor(shape);
  for (let start = 0; start < samples.count; start += size) {
    await control.checkpoint();
    const positions = Int32Array.from({ length: Math.min(size, samples.count - start) }, (_, i) => start + i);
    yield { positions, values: await samples.read(positions) };
    control.progress(start + positions.length, samples.count);
  }
}

/** One batch of normalised values, `[n, …shape]` row-major, through the network. */
export async function predictBatch(
  network: Network,
  values: Float32Array,
  n: number,
  options: PredictOptions,
): Promise<Omit<Prediction, 'positions'>> {
  const tensors = tf.tidy((): tf.Tensor[] => {
    const trunk = network.trunk(tf.tensor(values, [n, ...network.shape]), { training: false });
    const features = network.neck(trunk, { training: false });
    const logits = network.head(features);
    const outputs = network.loss === 'hinge' ? logits : tf.softmax(logits);
    return [outputs, ...(options.features ? [features] : []), ...(options.trunk ? [trunk] : [])];
  });
  try {
    const out = await tensors[0]!.data<'float32'>();
    const result: Omit<Prediction, 'positions'> =
      network.loss === 'hinge' ? { probabilities: logistic(out), margins: out } : { probabilities: out };
    const extras = await Promise.all(tensors.slice(1).map((one) => one.data<'float32'>()));
    if (options.features) result.features = extras.shift()!;
    if (options.trunk) result.trunk = extras.shift()!;
    return result;
  } finally {
    tf.dispose(tensors);
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
export interface DropoutPassOptions {
  passes: number;
  rng: Rng;
}

/** Fraction of samples whose most probable class is their label. Samples without a label do not count; NaN for none. */
export async function accuracy(network: Network, samples: SampleSet, control: Control): Promise<number> {
  const { correct, counted } = await countCorrect(network, samples, control);
  return correct / counted;
}

/** Labelled samples, those of them that are predicted as labelled, and the sum of their cross-entropies in nats. */
export async function countCorrect(network: Network, samples: SampleSet, control: Control) {
  const sums = { correct: 0, counted: 0, loss: 0 };
  for await (const { positions, probabilities } of predict(network, samples, {}, control)) {
    const predicted = argmaxRows(probabilities, network.classes);
    positions.forEach((position, i) => {
      const label = samples.labels[position]!;
      if (label < 0) return;
      sums.counted++;
      if (predicted[i] === label) sums.correct++;
      sums.loss -= Math.log(Math.max(probabilities[i * network.classes + label]!, 1e-12));
    });
  }
  return sums;
}
