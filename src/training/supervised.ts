/**
 * Supervised training: cross-entropy or hinge loss of the labelled samples, by Adam or SGD with momentum, with early stopping
 * on the validation split. Unlabelled samples are not used.
 */
import { sampleSize } from '../protocol/dataset.ts';
import type { WeightsAndState } from '../models/parts/snapshot.ts';
import type { Network } from '../models/model.ts';
import { DEFAULT_EVALUATIONS } from '../protocol/settings.ts';
import type { Rng } from '../random/rng.ts';
import * as tf from '../tensor/tf.ts';
import { streamStates, type CarriedState } from '../trainer/carried-state.ts';
import { byStep, shuffledBatches } from '../trainer/batch-sampling.ts';
import { descent } from '../trainer/descent.ts';
import { lossOf, lossTargets } from '../trainer/label-loss.ts';
import { cachedInMemory } from '../trainer/sample-cache.ts';
import { epochSize, scheduleFor } from '../trainer/schedule.ts';
import { settingsOptimizer } from '../trainer/settings-optimizer.ts';
import { runTrainingLoop, type LoopReport } from '../trainer/training-loop.ts';
import { validatorFor } from '../trainer/validation.ts';
import { stageCheckpoints, type FitControl } from './fit-checkpoints.ts';
import { noArtifacts, type FitInputs, type TrainingMethod } from './training-method.ts';

export const supervised: TrainingMethod = {
  about: {
    name: 'supervised',
    label: 'Supervised',
    summary: 'the labelled samples alone',
    about:
      'Minimises cross-entropy (or hinge loss) on the labelled samples. With a validation split the training evaluates it ' +
      `at most ${DEFAULT_EVALUATIONS} times unless “Validation checks per training” is set, evenly spaced, stops after “patience” checks without a better accuracy, and keeps the best weights.`,
    reference: 'Kingma and Ba 2015 (Adam)',
    parameters: [],
  },
  async fit(inputs, control) {
    return { report: await fitSupervised(inputs, control), metrics: {}, artifacts: noArtifacts };
  },
};

/** The labelled samples of a step. */
export interface LabelledBatch {
  /** `[n, …shape]` row-major. */
  values: Float32Array;
  labels: Int32Array;
}

/** The learner's pass over the labelled batch of a step, in training mode. */
export interface LabelledPass {
  /** `[n, trunkSize]`. */
  z: tf.Tensor2D;
  /** Of each stage of the trunk, in order; none where the network has no stages. */
  stages: readonly tf.Tensor[];
  /** `[n, featureSize]`. */
  features: tf.Tensor2D;
  /** `[n, classes]` logits, or `[n, 1]` for hinge. */
  outputs: tf.Tensor2D;
  /** Of the loss: one-hot rows `[n, classes]`, or ±1 `[n, 1]` for hinge. */
  targets: tf.Tensor2D;
  labels: Int32Array;
  /** Counted from 0. */
  step: number;
}

/** An additional term of the loss, computed from the pass over the labelled batch. */
export interface Regularizer {
  /** Awaited before each step, counted from 0, outside of the differentiated function. */
  beforeStep?(step: number, batch: LabelledBatch): Promise<void>;
  /** Called after each step, with the new weights. */
  afterStep?(step: number): void;
  /** Its random streams that continue from step to step, by name. */
  streams: Readonly<Record<string, Rng>>;
  /** Its other state that continues from step to step, by name. */
  carried?: Readonly<Record<string, CarriedState>>;
  /** A network of its own that is trained with the learner, by the same optimiser. */
  network?: WeightsAndState;
  /** Differentiated: a scalar; none where absent. */
  term?(pass: LabelledPass): tf.Scalar;
  dispose(): void;
}

interface SupervisedOptions {
  regularizer?: Regularizer;
  /** Factor of the spec's learning rate at a step, counted from 0, in place of the schedule's. */
  learningRateFactor?(step: number): number;
  /** Steps of all stages, for the progress; where other stages follow. */
  totalSteps?: number;
}

export async function fitSupervised(
  inputs: FitInputs,
  control: FitControl,
  { regularizer, totalSteps, learningRateFactor }: SupervisedOptions = {},
): Promise<LoopReport> {
  const { network, labelled, validation, settings, rng } = inputs;
  const trained = withOwnNetwork(network, regularizer?.network);
  const samples = await cachedInMemory(labelled, sampleSize(network.shape));
  const schedule = scheduleFor(settings, epochSize(settings, inputs));
  const validator = await validatorFor({ network: trained, validation, schedule }, control);
  const epochs = { count: samples.count, batch: settings.batch, samplesPerEpoch: settings.epochDraws ?? undefined };
  const batches = shuffledBatches(epochs, rng.child('batches'));
  const positionsOf = byStep(() => batches.next().value);
  const dropoutRng = rng.child('dropout');
  const optimizer = settingsOptimizer(settings, trained.variables);
  const descend = descent({
    ...{ network: trained, optimizer, samplesOf: ({ labels }) => labels.length },
    async batches(step) {
      const positions = positionsOf(step);
      const values = await samples.read(positions);
      const batch: LabelledBatch = { values, labels: positions.map((position) => samples.labels[position]!) };
      await regularizer?.beforeStep?.(step, batch);
      return batch;
    },
    objective({ values, labels }, step) {
      const x = tf.tensor(values, [labels.length, ...network.shape]);
      const targets = lossTargets(network, labels);
      const mode = { training: true, rng: dropoutRng } as const;
      return () => {
        const stages: tf.Tensor[] = [];
        const z = network.trunk(x, mode, (values) => stages.push(values));
        const features = network.neck(z, mode);
        const outputs = network.head(features);
        const supervisedLoss = lossOf(network, outputs, targets);
        if (!regularizer?.term) return supervisedLoss;
        return tf.add(supervisedLoss, regularizer.term({ z, stages, features, outputs, targets, labels, step }));
      };
    },
  });
  const trainStep: typeof descend = async (step, withReading) => {
    const result = await descend(step, withReading);
    regularizer?.afterStep?.(step);
    return result;
  };
  const factorAt = learningRateFactor ?? ((step: number) => schedule.learningRateFactor(step));
  const learningRate = (step: number) => settings.learningRate * factorAt(step);
  const networks = [{ name: 'learner', network: trained, optimizer, learningRate }];
  const span = { before: 0, total: totalSteps ?? schedule.steps };
  const carried = { ...streamStates({ dropout: dropoutRng, ...regularizer?.streams }), ...regularizer?.carried };
  const loop = { networks, schedule, trainStep, validator, span, carried };
  try {
    return await runTrainingLoop({ ...loop, ...stageCheckpoints(control) }, control);
  } finally {
    optimizer.dispose();
  }
}

/** The learner with another network's weights among its own, so that both are trained, saved and restored together. */
const withOwnNetwork = (network: Network, own: WeightsAndState | undefined): Network =>
  own
    ? { ...network, variables: [...network.variables, ...own.variables], state: [...network.state, ...own.state] }
    : network;
