/** The learner's outputs for any samples: batch after batch for pools, or all at once for few samples. */
import type { Network } from '../../models/model.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import type { Rng } from '../../random/rng.ts';
import type { PredictionRequest, PredictionView } from '../../strategies/contracts/prediction.ts';
import type { FittedLearner } from '../../strategies/contracts/strategy.ts';
import { hyperplaneOf, signedDistances } from '../../strategies/support/hyperplane.ts';
import * as tf from '../../tensor/tf.ts';
import type { Control } from '../../trainer/control.ts';
import { dropoutPasses } from '../../trainer/dropout-passes.ts';
import { predictBatch, sampleBatches } from '../../trainer/predict.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { Ensemble, PassScore, Score } from '../../training/training-method.ts';

export interface SamplesToPredict {
  learner: Pick<FittedLearner, 'network' | 'artifacts'>;
  samples: SampleSet;
  /** One per sample: indices into the data set, or cells of a grid. */
  indices: Int32Array;
  /** Of the masks of passes with dropout. */
  rng?: Rng;
}

/**
 * One pass over the samples in batches of bounded size.
 * @throws Problem `unfit` where the learner has no such output
 */
export async function* predictBatches<const Asked extends PredictionRequest>(
  { learner, samples, indices, rng }: SamplesToPredict,
  asked: Asked,
  control: Control,
): AsyncGenerator<PredictionView<Asked>> {
  const { network } = learner;
  const {
    values: samplesThemselves,
    probabilities,
    features,
    trunk,
    distances,
    scores,
    passes,
    members,
  }: PredictionRequest = asked;
  const plane = distances && (await hyperplaneOf(network));
  const outputs = {
    ...((features || plane) && { features: true as const }),
    ...(trunk && { trunk }),
    ...(scores && scoresNamed(learner, scores)),
  };
  // passes with dropout are computed by themselves
  const forward = probabilities || Object.keys(outputs).length > 0;
  for await (const { positions, values } of sampleBatches(network, samples, control)) {
    const count = positions.length;
    const batch = forward ? await predictBatch(network, { values, count }, outputs) : undefined;
    yield {
      ...sizesOf(network),
      indices: positions.map((position) => indices[position]!),
      ...(samplesThemselves && { values }),
      ...(probabilities && { probabilities: batch!.probabilities }),
      ...(features && { features: batch!.features }),
      ...(trunk && { trunk: batch!.trunk }),
      ...(plane && { distances: signedDistances(plane, batch!.features!).map(Math.abs) }),
      ...(scores && { scores: { ...batch!.scores, ...batch!.passScores } }),
      ...(members && { members: await memberPredictions(learner, { values, count }) }),
      ...(passes && { passes: await dropoutPasses(network, { positions, values }, { passes, rng: rng! }) }),
    } as unknown as PredictionView<Asked>;
  }
}

/** All samples in one view. */
export async function predictAll<const Asked extends PredictionRequest>(
  inputs: SamplesToPredict,
  asked: Asked,
  control: Control,
): Promise<PredictionView<Asked>> {
  const { network } = inputs.learner;
  const { count } = inputs.samples;
  const { scores, ...others }: PredictionRequest = asked;
  const { scores: ofTrunk, passScores: ofPass } = scoresNamed(inputs.learner, scores ?? []);
  const passNames = Object.keys(ofPass);
  const batchOutputs: PredictionRequest = {
    ...others,
    ...(Object.keys(ofTrunk).length > 0 && { trunk: true }),
    ...(passNames.length > 0 && { scores: passNames }),
  };
  const memberCount = others.members ? ensembleOf(inputs.learner).count : 0;
  const widths = {
    ...(batchOutputs.values && { values: sampleSize(network.shape) }),
    ...(batchOutputs.probabilities && { probabilities: network.classes }),
    ...(batchOutputs.features && { features: network.featureSize }),
    ...(batchOutputs.trunk && { trunk: network.trunkSize }),
    ...(batchOutputs.distances && { distances: 1 }),
    ...(batchOutputs.members && { members: memberCount * network.classes }),
    ...(batchOutputs.passes && { passes: batchOutputs.passes * network.classes }),
  };
  const names = Object.keys(widths) as (keyof typeof widths)[];
  const all: { [Name in keyof typeof widths]: Float32Array } = {};
  for (const name of names) all[name] = new Float32Array(count * widths[name]!);
  const scored = Object.fromEntries(passNames.map((name) => [name, new Float32Array(count)]));
  let done = 0;
  for await (const view of predictBatches(inputs, batchOutputs, control)) {
    for (const name of names) all[name]!.set(view[name]!, done * widths[name]!);
    for (const name of passNames) scored[name]!.set(view.scores![name]!, done);
    done += view.indices.length;
  }
  // scored in one call: on WebGPU the last bits of a matrix product depend on the number of rows, and the log holds these scores
  Object.assign(scored, await scoreAll(ofTrunk, all.trunk, count));
  if (!asked.trunk) delete all.trunk;
  return {
    ...sizesOf(network),
    indices: inputs.indices,
    ...all,
    ...(scores && { scores: scored }),
  } as unknown as PredictionView<Asked>;
}

const sizesOf = ({ classes, featureSize, trunkSize }: Network) => ({ classes, featureSize, trunkSize });

/** @throws Problem `unfit` where the training method does not provide one */
function scoresNamed(
  { artifacts }: SamplesToPredict['learner'],
  names: readonly string[],
): { scores: Record<string, Score>; passScores: Record<string, PassScore> } {
  const [ofTrunk, ofPass] = [artifacts?.scores ?? {}, artifacts?.passScores ?? {}];
  const missing = names.find((name) => !ofTrunk[name] && !ofPass[name]);
  if (missing !== undefined)
    throw new Problem(
      'unfit',
      `The training method provides no score “${missing}”.`,
      'Choose another training method, or another strategy.',
    );
  const among = <Of>(all: Record<string, Of>): Record<string, Of> =>
    Object.fromEntries(names.filter((name) => all[name]).map((name) => [name, all[name]!]));
  return { scores: among(ofTrunk), passScores: among(ofPass) };
}

/** @throws Problem `unfit` where the training method provides none */
function ensembleOf({ artifacts }: SamplesToPredict['learner']): Ensemble {
  if (artifacts?.ensemble) return artifacts.ensemble;
  throw new Problem(
    'unfit',
    'The training method provides no ensemble.',
    'Choose another training method, or another strategy.',
  );
}

/** `[n, members, classes]`. */
async function memberPredictions(
  learner: SamplesToPredict['learner'],
  { values, count }: { values: Float32Array; count: number },
): Promise<Float32Array> {
  const ensemble = ensembleOf(learner);
  const all = tf.tidy(() => tf.stack(ensemble.probabilities(tf.tensor(values, [count, ...learner.network.shape])), 1));
  try {
    return await all.data<'float32'>();
  } finally {
    all.dispose();
  }
}

async function scoreAll(
  scores: Record<string, Score>,
  trunk: Float32Array | undefined,
  count: number,
): Promise<Record<string, Float32Array>> {
  const values: Record<string, Float32Array> = {};
  for (const [name, score] of Object.entries(scores)) {
    const scored = tf.tidy(() => score(tf.tensor2d(trunk!, [count, trunk!.length / count])));
    try {
      values[name] = await scored.data<'float32'>();
    } finally {
      scored.dispose();
    }
  }
  return values;
}
