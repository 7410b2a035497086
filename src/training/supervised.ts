/**
 * Supervised training: cross-entropy or hinge loss by Adam or SGD with momentum, with early stopping by the validation
 * split. The classic way; unlabelled samples are left aside.
 */
import type { Network } from '../models/model.ts';
import { sampleSize } from '../protocol/dataset.ts';
import type { TrainingSpec } from '../protocol/spec.ts';
import { optimizerFor, type OptimizerOptions } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import { descent } from '../trainer/descent.ts';
import { scheduleFor, epochSize, DEFAULT_EVALUATIONS } from '../trainer/schedule.ts';
import { runTrainingLoop } from '../trainer/training-loop.ts';
import { shuffledBatches } from '../trainer/batch-sampling.ts';
import { labelLoss, lossTargets } from '../trainer/label-loss.ts';
import { cachedInMemory } from '../trainer/sample-cache.ts';
import type { FitReport, SampleSet, TrainingMethod, TrainingContext } from '../trainer/training-method.ts';
import { validatorFor } from '../trainer/validation.ts';

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
  fit: (network, labelled, unlabelled, validation, spec, context) =>
    fitSupervised(network, labelled, validation, spec, context, epochSize(spec, labelled.count, unlabelled.count)),
};

/** Something more to minimise, by the trunk features of the labelled batch. */
export interface Regularizer {
  /** Before each step, outside of what is differentiated. */
  beforeStep(): Promise<void>;
  /** z `[n, trunkSize]` of samples with these labels → a scalar. */
  term(z: tf.Tensor2D, labels: Int32Array): tf.Scalar;
  dispose(): void;
}

/** @param samplesPerEpoch how many samples count as an epoch */
export async function fitSupervised(
  network: Network,
  labelled: SampleSet,
  validation: SampleSet,
  spec: TrainingSpec,
  context: TrainingContext,
  samplesPerEpoch: number,
  { regularizer, allSteps: totalSteps }: { regularizer?: Regularizer; allSteps?: number } = {},
): Promise<FitReport> {
  const samples = await cachedInMemory(labelled, sampleSize(network.shape));
  const schedule = scheduleFor(spec, samplesPerEpoch);
  const validator = await validatorFor({ network, validation, schedule }, context);
  const positionsOfBatches = shuffledBatches(samples.count, spec.batch, context.rng.child('batches'), spec.epochDraws);
  const dropoutRng = context.rng.child('dropout');
  const optimizer = optimizerFor(spec.optimizer, spec.learningRate, network.variables, optimizerOptions(spec));
  const learningRate = (step: number) => spec.learningRate * schedule.learningRateFactor(step);
  const trainStep = descent({
    ...{ network, optimizer, samplesOf: ({ labels }) => labels.length },
    async batches() {
      const positions = positionsOfBatches.next().value;
      const values = await samples.read(positions);
      await regularizer?.beforeStep();
      return { values, labels: positions.map((position) => samples.labels[position]!) };
    },
    objective({ values, labels }) {
      const x = tf.tensor(values, [labels.length, ...network.shape]);
      const targets = lossTargets(network, labels);
      const mode = { training: true, rng: dropoutRng } as const;
      return () => {
        const z = network.trunk(x, mode);
        const supervisedLoss = labelLoss(network, z, targets, mode);
        return regularizer ? tf.add(supervisedLoss, regularizer.term(z, labels)) : supervisedLoss;
      };
    },
  });
  const networks = [{ name: 'learner', network, optimizer, learningRate }];
  const span = { before: 0, total: totalSteps ?? schedule.steps };
  try {
    return await runTrainingLoop({ networks, schedule, trainStep, validator, span }, context);
  } finally {
    optimizer.dispose();
  }
}

/** Momentum and weight decay as the spec has them; the optimiser's own where it has none. */
export const optimizerOptions = ({ momentum, weightDecay }: TrainingSpec): OptimizerOptions => ({
  ...(momentum !== undefined && { momentum }),
  ...(weightDecay !== undefined && { weightDecay }),
});
