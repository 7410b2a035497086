/** The learner over any number of samples, in inference mode or by the mean of dropout passes, in batches of bounded size. */
import type { Network } from '../models/model.ts';
import * as tf from '../tensor/tf.ts';
import { meanDropoutPrediction, type DropoutPassOptions } from './dropout-passes.ts';
import type { Control } from './control.ts';
import type { SampleSet } from './sample-set.ts';
import { batchSizeFor, type ScoredNetwork } from './scoring-batches.ts';

/** Score of trunk features `[n, trunkSize]` → `[n]`. */
type TrunkScore = (trunk: tf.Tensor2D) => tf.Tensor1D;

/** What a network computes of some samples in one pass. */
export interface Pass {
  /** `[n, ...shape]`. */
  samples: tf.Tensor;
  /** Of each stage of the trunk, in order; none where the network has no stages. */
  stages: readonly tf.Tensor[];
  /** `[n, trunkSize]`. */
  trunk: tf.Tensor2D;
  /** `[n, classes]`, or for hinge the raw outputs `[n, 1]`. */
  probabilities: tf.Tensor2D;
}

/** Score of the samples of a pass → `[n]`. */
type PassScore = (pass: Pass) => tf.Tensor1D;

/** What is computed beside the probabilities. */
interface OutputRequest {
  features?: true;
  trunk?: true;
  /** By name. */
  scores?: Readonly<Record<string, TrunkScore>>;
  /** By name: scores that take more of the pass than the trunk features. */
  passScores?: Readonly<Record<string, PassScore>>;
}

interface RequestedOutputs {
  /** `[n, featureSize]` row-major. */
  features: Float32Array;
  /** `[n, trunkSize]` row-major. */
  trunk: Float32Array;
  /** `[n]` each. */
  scores: Readonly<Record<string, Float32Array>>;
  /** `[n]` each. */
  passScores: Readonly<Record<string, Float32Array>>;
}

/** The outputs of a batch as plain arrays: the probabilities, and what else was asked for. */
export type BatchOutputs<Asked extends OutputRequest> = {
  /** `[n, classes]` row-major; for hinge the logistic of the signed output. */
  probabilities: Float32Array;
  /** `[n]` raw outputs of a hinge network: signed, in units of ‖w‖. */
  margins?: Float32Array;
} & {
  [Name in keyof Asked as Name extends keyof RequestedOutputs ? Name : never]: RequestedOutputs[Name &
    keyof RequestedOutputs];
};

/** A network and the samples that it predicts. */
interface PredictInputs<Asked extends OutputRequest> {
  network: Network;
  samples: SampleSet;
  /** The probabilities alone where absent. */
  outputs?: Asked;
}

/** Samples read for a network. */
export interface InputBatch {
  /** Positions in the sample set, ascending. */
  positions: Int32Array;
  /** Normalised, `[n, …shape]` row-major. */
  values: Float32Array;
}

/** The outputs for all samples, in order of position, batch after batch. */
export async function* predict<const Asked extends OutputRequest = object>(
  { network, samples, outputs }: PredictInputs<Asked>,
  control: Control,
): AsyncGenerator<{ positions: Int32Array } & BatchOutputs<Asked>> {
  for await (const { positions, values } of sampleBatches(network, samples, control)) {
    yield { positions, ...(await predictBatch(network, { values, count: positions.length }, outputs)) };
  }
}

/** Probabilities for all samples as means of passes with dropout. */
export async function* predictWithDropout(
  { network, samples, dropout }: { network: Network; samples: SampleSet; dropout: DropoutPassOptions },
  control: Control,
): AsyncGenerator<{ positions: Int32Array; probabilities: Float32Array }> {
  for await (const batch of sampleBatches(network, samples, control))
    yield { positions: batch.positions, probabilities: await meanDropoutPrediction(network, batch, dropout) };
}

/** All samples in order, as many at a time as suit the network. */
export const sampleBatches = (
  network: ScoredNetwork,
  samples: SampleSet,
  control: Control,
): AsyncGenerator<InputBatch> => readInBatches(samples, batchSizeFor(network), control);

/** All samples in order, `size` at a time. */
export async function* readInBatches(samples: SampleSet, size: number, control: Control): AsyncGenerator<InputBatch> {
  for (let start = 0; start < samples.count; start += size) {
    await control.checkpoint();
    const positions = Int32Array.from({ length: Math.min(size, samples.count - start) }, (_, i) => start + i);
    yield { positions, values: await samples.read(positions) };
    control.progress(start + positions.length, samples.count);
  }
}

/** Samples `[n, …shape]` through the network in inference mode, and the input of its last layer. Tidied by the caller. */
export function inferencePass(network: Network, samples: tf.Tensor): Pass & { features: tf.Tensor2D } {
  const stages: tf.Tensor[] = [];
  const trunk = network.trunk(samples, { training: false }, (stage) => stages.push(stage));
  const features = network.neck(trunk, { training: false });
  const logits = network.head(features);
  return { samples, stages, trunk, features, probabilities: network.loss === 'hinge' ? logits : tf.softmax(logits) };
}

/**
 * One batch through the network in inference mode.
 * @param values normalised samples `[count, …shape]` row-major
 */
export async function predictBatch<const Asked extends OutputRequest = object>(
  network: Network,
  { values, count }: { values: Float32Array; count: number },
  asked: OutputRequest & Asked = {} as Asked,
): Promise<BatchOutputs<Asked>> {
  const { features, trunk, scores = {}, passScores = {} } = asked;
  const tensors = tf.tidy((): tf.Tensor[] => {
    const pass = inferencePass(network, tf.tensor(values, [count, ...network.shape]));
    const further = [...(features ? [pass.features] : []), ...(trunk ? [pass.trunk] : [])];
    return [
      ...[pass.probabilities, ...further, ...Object.values(scores).map((score) => score(pass.trunk))],
      ...Object.values(passScores).map((score) => score(pass)),
    ];
  });
  try {
    const [outputs, ...further] = await Promise.all(tensors.map((one) => one.data<'float32'>()));
    const hinge = network.loss === 'hinge';
    return {
      probabilities: hinge ? logistic(outputs!) : outputs!,
      ...(hinge && { margins: outputs! }),
      ...(features && { features: further.shift()! }),
      ...(trunk && { trunk: further.shift()! }),
      ...(asked.scores && { scores: named(scores, () => further.shift()!) }),
      ...(asked.passScores && { passScores: named(passScores, () => further.shift()!) }),
    } as unknown as BatchOutputs<Asked>;
  } finally {
    tf.dispose(tensors);
  }
}

/** A value for each name, in order. */
const named = <Value>(names: object, next: () => Value): Record<string, Value> =>
  Object.fromEntries(Object.keys(names).map((name) => [name, next()]));

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

/** Fraction of samples whose most probable class is their label. Samples without a label do not count; NaN for none. */
export async function accuracy(network: Network, samples: SampleSet, control: Control): Promise<number> {
  const { correct, counted } = await countCorrect(network, samples, control);
  return correct / counted;
}

/** Labelled samples, those of them that are predicted as labelled, and the sum of their cross-entropies in nats. */
export async function countCorrect(network: Network, samples: SampleSet, control: Control) {
  const sums = { correct: 0, counted: 0, loss: 0 };
  for await (const { positions, probabilities } of predict({ network, samples }, control)) {
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
