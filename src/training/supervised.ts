/**
 * Supervised training: cross-entropy or hinge loss by Adam or SGD with momentum, with early stopping by the validation
 * split. The classic way; unlabelled samples are left aside.
 */
import type { Network } from '../models/model.ts';
import { sampleSize } from '../protocol/dataset.ts';
import type { TrainingSpec } from '../protocol/spec.ts';
import { optimizerFor, type OptimizerOptions } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import { courseOf, epochOver, follow, LOOKS } from '../trainer/training-loop.ts';
import { shuffledBatches } from '../trainer/batch-sampling.ts';
import { labelLoss, targetsOf } from '../trainer/label-loss.ts';
import { remembered } from '../trainer/sample-cache.ts';
import type { FitReport, SampleSet, Training, TrainingContext } from '../trainer/training-method.ts';
import { watchOver } from '../trainer/validation.ts';

export const supervised: Training = {
  about: {
    name: 'supervised',
    label: 'Supervised',
    summary: 'the labelled samples alone',
    about:
      'Minimises cross-entropy (or hinge loss) on the labelled samples. With a validation split the training looks at it ' +
      `at most ${LOOKS} times where “looks” does not say otherwise, evenly spaced, stops after “patience” looks without a better accuracy, and keeps the best weights.`,
    reference: 'Kingma and Ba 2015 (Adam)',
    parameters: [],
  },
  fit: (network, labelled, unlabelled, validation, spec, context) =>
    fitLabelled(network, labelled, validation, spec, context, epochOver(spec, labelled.count, unlabelled.count)),
};

/** Something more to minimise, by the trunk features of the labelled batch. */
export interface Regularizer {
  /** Before each step, outside of what is differentiated. */
  prepare(): Promise<void>;
  /** z `[n, trunkSize]` of samples with these labels → a scalar. */
  term(z: tf.Tensor2D, labels: Int32Array): tf.Scalar;
  dispose(): void;
}

/** @param samplesPerEpoch how many samples count as an epoch */
export async function fitLabelled(
  network: Network,
  labelled: SampleSet,
  validation: SampleSet,
  spec: TrainingSpec,
  context: TrainingContext,
  samplesPerEpoch: number,
  { regularizer, allSteps }: { regularizer?: Regularizer; allSteps?: number } = {},
): Promise<FitReport> {
  const samples = await remembered(labelled, sampleSize(network.shape));
  const course = courseOf(spec, samplesPerEpoch);
  const watch = await watchOver(network, validation, context);
  const batches = shuffledBatches(samples.count, spec.batch, context.draws.child('batches'), spec.epochDraws);
  const masks = context.draws.child('dropout');
  const optimizer = optimizerFor(spec.optimizer, spec.learningRate, network.variables, optimizerOptions(spec));
  try {
    return await follow(course, watch, context, take, { before: 0, all: allSteps ?? course.steps });
  } finally {
    optimizer.dispose();
  }

  async function take(step: number) {
    const positions = batches.next().value;
    const values = await samples.read(positions);
    await regularizer?.prepare();
    optimizer.rate = spec.learningRate * course.rateShare(step);
    const labels = positions.map((position) => samples.labels[position]!);
    const loss = tf.tidy(() => {
      const n = positions.length;
      const x = tf.tensor(values, [n, ...network.shape]);
      const targets = targetsOf(network, labels);
      const mode = { training: true, draws: masks } as const;
      const { value, grads } = tf.variableGrads(() => {
        const z = network.trunk(x, mode);
        const own = labelLoss(network, z, targets, mode);
        return regularizer ? tf.add(own, regularizer.term(z, labels)) : own;
      }, network.variables as tf.Variable[]);
      optimizer.step(network.variables.map((variable) => grads[variable.name]!));
      return value;
    });
    return { loss, samples: positions.length };
  }
}

/** Momentum and weight decay as the spec has them; the optimiser's own where it has none. */
export const optimizerOptions = ({ momentum, weightDecay }: TrainingSpec): OptimizerOptions => ({
  ...(momentum !== undefined && { momentum }),
  ...(weightDecay !== undefined && { weightDecay }),
});
