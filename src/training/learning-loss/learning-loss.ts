/**
 * Learning loss (Yoo and Kweon, “Learning loss for active learning”, CVPR 2019): supervised training with a module that learns,
 * from the stages of the trunk, which of two samples has the greater loss. The learner minimises cross-entropy + λ · ranking
 * loss (Eq. 1); after a share of the steps the module's gradient no longer reaches the learner.
 */
import {
  choiceParameter,
  integerParameter,
  numberParameter,
  withDefaults,
  type ValuesOf,
} from '../../protocol/parameters.ts';
import { Problem } from '../../protocol/problem.ts';
import type { Network } from '../../models/model.ts';
import { withoutGradient } from '../../tensor/layers.ts';
import * as tf from '../../tensor/tf.ts';
import { crossEntropies } from '../../trainer/label-loss.ts';
import { epochSize, scheduleFor } from '../../trainer/schedule.ts';
import { StepReadings } from '../../trainer/step-readings.ts';
import { fitSupervised, type Regularizer } from '../supervised.ts';
import type { TrainingMethod } from '../training-method.ts';
import { buildLossModule, type LossModule } from './loss-module.ts';
import { logisticRankingLoss, marginRankingLoss, rankedPairs, type LossPairs } from './ranking-loss.ts';

const parameters = [
  numberParameter('weight', {
    label: 'Weight λ',
    about: 'Weight of the ranking loss beside cross-entropy; 1 in the paper.',
    default: 1,
    min: 0,
    max: 100,
    step: 0.1,
  }),
  choiceParameter('ranking', {
    label: 'Ranking loss',
    about: 'Loss of a pair in the wrong order: with a margin, as in the paper, or the logistic one of TA-VAAL.',
    default: 'margin',
    choices: { margin: 'with a margin', logistic: 'logistic (TA-VAAL)' },
  }),
  numberParameter('margin', {
    label: 'Margin ξ',
    about: 'Least difference of two predictions in the right order that costs nothing; 1 in the paper.',
    default: 1,
    min: 0,
    max: 100,
    step: 0.1,
  }),
  integerParameter('width', {
    label: 'Module’s width',
    about: 'Units of the module for each stage; 128 in the paper.',
    default: 128,
    min: 1,
    max: 1024,
  }),
  numberParameter('gradientShare', {
    label: 'Share with its gradient',
    about:
      'Share of the steps in which the module’s gradient reaches the learner too; 0.6 in the paper (120 of 200 epochs), 1 never stops it.',
    default: 0.6,
    min: 0,
    max: 1,
    step: 0.05,
  }),
];

export const learningLoss: TrainingMethod = {
  about: {
    name: 'learning-loss',
    label: 'Learning loss',
    summary: 'a module learns to predict the loss',
    about:
      'Learns the labels, and from the stages of the network which of two samples has the greater loss, so that the loss of samples without a label can be predicted. The paper trains ResNet-18 on CIFAR-10 for 200 epochs by SGD at 0.1, a tenth of it from 160 on, momentum 0.9, weight decay 0.0005, batches of 128, with flips and crops, from 1,000 labels by 1,000 to 10,000.',
    reference: 'Yoo & Kweon, “Learning loss for active learning”, CVPR 2019',
    parameters,
    requires: ['stages', 'softmax'],
    provides: ['predicted-loss'],
  },
  async fit(inputs, control) {
    const { network, settings, rng } = inputs;
    const given = withDefaults(parameters, settings.parameters);
    const module = buildLossModule({ stageSizes: stagesOf(network), width: given.width }, rng.child('loss module'));
    const { steps } = scheduleFor(settings, epochSize(settings, inputs));
    const readings = new StepReadings(steps, ['rankingLoss', 'rankedPairs']);
    try {
      const regularizer = lossRegularizer(module, { ...given, steps, readings });
      const report = await fitSupervised(inputs, control, { regularizer });
      return {
        report,
        metrics: await readings.metrics(),
        artifacts: {
          scores: {},
          passScores: { 'predicted-loss': ({ stages }) => module.predict(stages) },
          dispose: () => module.dispose(),
        },
      };
    } catch (error) {
      module.dispose();
      throw error;
    } finally {
      readings.dispose();
    }
  },
};

/** @throws Problem `unfit` where the network has no stages */
export function stagesOf({ stageSizes }: Pick<Network, 'stageSizes'>): readonly number[] {
  if (stageSizes?.length) return stageSizes;
  throw new Problem('unfit', 'This network has no stages to read.', 'Choose a model with hidden layers.');
}

interface LossTraining extends ValuesOf<(typeof parameters)[number]> {
  /** Of the whole training. */
  steps: number;
  readings: StepReadings;
}

/** The module as a term of the learner's loss: λ times the ranking loss of its predictions. */
export const lossRegularizer = (
  module: LossModule,
  { weight, ranking, margin, gradientShare, steps, readings }: LossTraining,
): Regularizer => ({
  ...{ network: module, streams: {}, carried: { readings } },
  term({ stages, outputs, targets, step }) {
    const reachesLearner = step < gradientShare * steps;
    const seen = reachesLearner ? stages : stages.map((stage) => withoutGradient(stage, (values) => values.clone()));
    const losses = withoutGradient(outputs, (logits) => crossEntropies(logits as tf.Tensor2D, targets));
    const pairs: LossPairs = { predicted: module.predict(seen), losses };
    const loss = ranking === 'logistic' ? logisticRankingLoss(pairs) : marginRankingLoss(pairs, margin);
    if (readings.due(step)) readings.add(step, tf.keep(tf.stack([loss, rankedPairs(pairs)]) as tf.Tensor1D));
    return tf.mul(weight, loss);
  },
  dispose: () => module.dispose(),
});
