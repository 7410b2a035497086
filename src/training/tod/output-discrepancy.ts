/**
 * Temporal output discrepancy (Huang et al., “Semi-supervised active learning with temporal output discrepancy”, ICCV 2021): the training
 * continues from the learner of the cycle before, with an unlabelled loss, and leaves the query the distance of the outputs to
 * that learner's, a lower bound of the loss for one gradient step.
 */
import { numberParameter, withDefaults } from '../../protocol/parameters.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { Network } from '../../models/model.ts';
import { restoreSnapshot, takeSnapshot } from '../../models/parts/snapshot.ts';
import { WeightCopy } from '../../models/parts/weight-copy.ts';
import * as tf from '../../tensor/tf.ts';
import { savedArray, type StateArrays } from '../../trainer/carried-state.ts';
import { concatenate, splitLike } from '../../trainer/checkpoint.ts';
import type { Pass } from '../../trainer/predict.ts';
import { cachedInMemory } from '../../trainer/sample-cache.ts';
import { epochSize, scheduleFor } from '../../trainer/schedule.ts';
import { StepReadings } from '../../trainer/step-readings.ts';
import { fitSupervised } from '../supervised.ts';
import type { TrainingMethod } from '../training-method.ts';
import { Consistency } from './consistency.ts';

const parameters = [
  numberParameter('weight', {
    label: 'Weight w',
    about:
      'Weight of the unlabelled loss beside cross-entropy; 0.02 in the authors’ code for CIFAR-10, 0.05 for CIFAR-100, 0.005 for SVHN, 0.1 for Caltech-101.',
    default: 0.02,
    min: 0,
    max: 10,
    step: 0.005,
  }),
];

export const outputDiscrepancy: TrainingMethod = {
  about: {
    name: 'tod',
    label: 'Output discrepancy (TOD)',
    summary: 'continues from the last cycle, with unlabelled samples',
    about:
      'Continues from the learner of the cycle before, and also learns outputs that agree, on unlabelled samples too, with a second head and with the mean of the learner over its steps. The paper trains ResNet-18 in each cycle for 200 epochs by SGD at 0.1, a tenth of it from 160 on, momentum 0.9, weight decay 0.0005, batches of 128 (Caltech-101: 50 epochs at 0.01, from 40 on, batches of 64); CIFAR-10 and CIFAR-100 from 5,000 labels by 2,500.',
    reference: 'Huang, Wang, Xiong, Huang & Dou, “Semi-supervised active learning with temporal output discrepancy”, ICCV 2021', // prettier-ignore
    parameters,
    continues: true,
    requires: ['softmax'],
    provides: ['discrepancy'],
  },
  async fit(inputs, control) {
    const { network, settings, previous, rng } = inputs;
    const { weight } = withDefaults(parameters, settings.parameters);
    const unlabelled = await cachedInMemory(inputs.unlabelled, sampleSize(network.shape));
    const { steps } = scheduleFor(settings, epochSize(settings, inputs));
    const readings = new StepReadings(steps, ['consistencyLoss']);
    const stepsBefore = previous ? savedArray(previous, 'steps')[0]! : 0;
    const earlier = previous && new WeightCopy(network, splitLike(network, savedArray(previous, 'learner')));
    let consistency: Consistency | undefined;
    try {
      if (previous) restoreSnapshot(network, splitLike(network, savedArray(previous, 'learner')));
      const options = { weight, batch: settings.batch, stepsBefore, readings, rng };
      consistency = new Consistency(network, unlabelled, options);
      if (previous) continueFrom(previous, network, consistency);
      const report = await fitSupervised(inputs, control, { regularizer: consistency });
      return {
        report,
        metrics: await readings.metrics(),
        artifacts: {
          scores: {},
          passScores: { discrepancy: (pass) => discrepancyTo(network, earlier, pass) },
          dispose: () => earlier?.dispose(),
        },
        ...(!report.diverged && {
          kept: {
            learner: concatenate(await takeSnapshot(network)),
            teacher: concatenate(await consistency.teacher.snapshot()),
            head: concatenate(await takeSnapshot(consistency.network)),
            steps: Float64Array.of(stepsBefore + report.steps),
          },
        }),
      };
    } catch (error) {
      earlier?.dispose();
      throw error;
    } finally {
      consistency?.dispose();
      readings.dispose();
    }
  },
};

function continueFrom(previous: StateArrays, network: Network, { teacher, network: head }: Consistency): void {
  teacher.restore(splitLike(network, savedArray(previous, 'teacher')));
  restoreSnapshot(head, splitLike(head, savedArray(previous, 'head')));
}

/**
 * Cyclic output discrepancy (section 3.2): ½ ‖p − q‖² of the learner's probabilities p and those of the cycle before, `[n]`. The
 * square and the half change no rank. Without an earlier learner 0.
 */
function discrepancyTo(
  network: Network,
  earlier: WeightCopy | undefined,
  { samples, probabilities }: Pass,
): tf.Tensor1D {
  if (!earlier) return tf.zeros([probabilities.shape[0]]);
  const before = earlier.during(() => tf.softmax(network.head(network.features(samples, { training: false }))));
  return halfSquaredDistance(probabilities, before);
}

/** ½ Σ (p − q)² of each row, `[n]`. */
export const halfSquaredDistance = (p: tf.Tensor2D, q: tf.Tensor2D): tf.Tensor1D =>
  tf.mul(0.5, tf.sum(tf.square(tf.sub(p, q)), 1));
