/**
 * Supervised training: cross-entropy or hinge loss of the labelled samples, by Adam or SGD with momentum, with early stopping
 * on the validation split. Unlabelled samples are not used.
 */
import { sampleSize } from '../protocol/dataset.ts';
import { DEFAULT_EVALUATIONS } from '../protocol/settings.ts';
import type { Rng } from '../random/rng.ts';
import * as tf from '../tensor/tf.ts';
import { streamStates } from '../trainer/carried-state.ts';
import { byStep, shuffledBatches } from '../trainer/batch-sampling.ts';
import { descent } from '../trainer/descent.ts';
import { labelLoss, lossTargets } from '../trainer/label-loss.ts';
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

/** An additional term of the loss, computed from the trunk features of the labelled batch. */
export interface Regularizer {
  /** Awaited before each step, counted from 0, outside of the differentiated function. */
  beforeStep(step: number): Promise<void>;
  /** Its random streams that continue from step to step, by name. */
  streams: Readonly<Record<string, Rng>>;
  /** z `[n, trunkSize]` of samples with these labels → a scalar. */
  term(z: tf.Tensor2D, labels: Int32Array): tf.Scalar;
  dispose(): void;
}

interface SupervisedOptions {
  regularizer?: Regularizer;
  /** Steps of all stages, for the progress; where other stages follow. */
  totalSteps?: number;
}

export async function fitSupervised(
  inputs: FitInputs,
  control: FitControl,
  { regularizer, totalSteps }: SupervisedOptions = {},
): Promise<LoopReport> {
  const { network, labelled, validation, settings, rng } = inputs;
  const samples = await cachedInMemory(labelled, sampleSize(network.shape));
  const schedule = scheduleFor(settings, epochSize(settings, inputs));
  const validator = await validatorFor({ network, validation, schedule }, control);
  const epochs = { count: samples.count, batch: settings.batch, samplesPerEpoch: settings.epochDraws ?? undefined };
  const batches = shuffledBatches(epochs, rng.child('batches'));
  const positionsOf = byStep(() => batches.next().value);
  const dropoutRng = rng.child('dropout');
  const optimizer = settingsOptimizer(settings, network.variables);
  const trainStep = descent({
    ...{ network, optimizer, samplesOf: ({ labels }) => labels.length },
    async batches(step) {
      const positions = positionsOf(step);
      const values = await samples.read(positions);
      await regularizer?.beforeStep(step);
      return { values, labels: positions.map((position) => samples.labels[position]!) };
    },
    objective({ values, labels }) {
      const x = tf.tensor(values, [labels.length, ...network.shape]);
      const targets = lossTargets(network, labels);
      const mode = { training: true, rng: dropoutRng } as const;
      return () => {
        const z = network.trunk(x, mode);
        const supervisedLoss = labelLoss({ network, trunk: z, targets, mode });
        return regularizer ? tf.add(supervisedLoss, regularizer.term(z, labels)) : supervisedLoss;
      };
    },
  });
  const learningRate = (step: number) => settings.learningRate * schedule.learningRateFactor(step);
  const networks = [{ name: 'learner', network, optimizer, learningRate }];
  const span = { before: 0, total: totalSteps ?? schedule.steps };
  const carried = streamStates({ dropout: dropoutRng, ...regularizer?.streams });
  const loop = { networks, schedule, trainStep, validator, span, carried };
  try {
    return await runTrainingLoop({ ...loop, ...stageCheckpoints(control) }, control);
  } finally {
    optimizer.dispose();
  }
}
