/**
 * *DA* of the Gaussian-mixture paper (section 3.4), alone and after *Reg*: after supervised training, a discriminator with
 * features and mixtures as inputs separates labelled from unlabelled samples, and the features are trained to confound it. The learner minimises
 * loss + D̄(U) − D̄(L), the discriminator maximises D̄(U) − D̄(L) − λ·mean(‖∇D‖ − 1)². The mixtures are refitted every so
 * many steps.
 */
import { mixtureFitParameters } from '../../algorithms/mixture/mixture-pair.ts';
import type { TrainingInfo } from '../../protocol/catalogue.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import { omit } from '../../protocol/design/omit.ts';
import {
  integerParameter,
  numberParameter,
  switchParameter,
  withDefaults,
  type ValuesOf,
} from '../../protocol/parameters.ts';
import { optimizerFor } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { cachedInMemory } from '../../trainer/sample-cache.ts';
import { epochSize, scheduleFor } from '../../trainer/schedule.ts';
import type { LoopReport } from '../../trainer/training-loop.ts';
import { featureView } from '../adversarial/critic-view.ts';
import { gradientPenaltyParameter } from '../adversarial/fit-adversarial.ts';
import { buildFeatureCritic, type FeatureCritic } from '../adversarial/feature-critic.ts';
import { trainAgainstCritic, type AdversarialTraining } from '../adversarial/train-against-critic.ts';
import { finishedStage, type FitControl } from '../fit-checkpoints.ts';
import { fitSupervised } from '../supervised.ts';
import { noArtifacts, type FitInputs, type FitResult, type TrainingMethod } from '../training-method.ts';
import { fitWithMixtureRegularizer, PAPER_SETTINGS } from './mixture-reg.ts';
import { regularizerParameters } from './mixture-regularizer.ts';
import { logarithmsParameter, mixturesOf, MixtureView, refitParameter } from './mixture-view.ts';

const alignmentParameters = [
  integerParameter('alignSteps', {
    label: 'Alignment steps',
    about: 'Gradient steps after supervised training; 10,000 in the paper.',
    default: 10_000,
    min: 1,
    max: 1e7,
  }),
  numberParameter('alignWeight', {
    label: 'Alignment weight',
    about: 'Weight of the adversarial loss; 1 in the paper.',
    default: 1,
    min: 0,
    max: 100,
    step: 0.1,
  }),
  numberParameter('discriminatorRate', {
    label: 'Discriminator’s rate',
    about: 'Adam’s own rate, a tenth of it for the last fifth; 0.0005 in the paper.',
    default: 5e-4,
    min: 0,
    max: 1,
    step: 1e-4,
  }),
  gradientPenaltyParameter,
  integerParameter('width', {
    label: 'Discriminator’s width',
    about: 'Units in each of its two hidden layers; the paper does not say.',
    default: 256,
    min: 1,
    max: 1024,
  }),
  refitParameter,
  logarithmsParameter,
  ...mixtureFitParameters,
  switchParameter('mixtures', {
    label: 'Mixture input',
    about: 'Whether the mixtures’ log-posteriors and log-densities are inputs of the discriminator too.',
    default: true,
  }),
];

export const mixtureDa = mixtureDaMethod(false, {
  name: 'mixture-da',
  label: 'Mixture: DA',
  summary: 'aligns labelled and unlabelled features, given mixtures',
  about:
    'Learns the labels first; then features by which a discriminator, which also sees how likely a sample is under mixtures of the labelled and of the unlabelled, cannot tell the two apart.',
});

export const mixtureRegDa = mixtureDaMethod(true, {
  name: 'mixture-reg-da',
  label: 'Mixture: Reg + DA',
  summary: 'mixture regularizer, then alignment',
  about:
    'The paper’s whole training: one cloud of features for each class, then the alignment of labelled and unlabelled with the mixtures in view.',
});

/** @param regularized whether the first stage has the mixture regularizer */
function mixtureDaMethod(
  regularized: boolean,
  { about, ...names }: Pick<TrainingInfo, 'name' | 'label' | 'summary' | 'about'>,
): TrainingMethod {
  return {
    about: {
      ...names,
      about: `${about} ${PAPER_SETTINGS}`,
      reference: '“Distribution aware active learning via Gaussian mixtures”, 2023 (under review); section 3.4',
      parameters: [...(regularized ? regularizerParameters : []), ...alignmentParameters],
      requires: ['trunk'],
      provides: ['critic', 'mixtures'],
    },
    async fit(inputs, control) {
      const { settings } = inputs;
      const { alignSteps } = withDefaults(alignmentParameters, settings.parameters);
      const totalSteps = scheduleFor(settings, epochSize(settings, inputs)).steps + alignSteps;
      const first =
        finishedStage(control, 0) ??
        (regularized
          ? await fitWithMixtureRegularizer(inputs, control, totalSteps)
          : await fitSupervised(inputs, control, { totalSteps }));
      if (first.diverged) return { report: first, metrics: {}, artifacts: noArtifacts };
      const { report, ...second } = await fitAlignment(inputs, { totalSteps, finished: [first] }, control);
      if (!report) return { ...second, report: first };
      return {
        ...second,
        report: {
          ...report,
          steps: first.steps + report.steps,
          epochs: first.epochs + report.epochs,
          bestEpoch: first.epochs + report.bestEpoch,
        },
      };
    },
  };
}

/**
 * The second stage, at the learning rate with which the first one ended. Without unlabelled samples there is nothing to
 * align, and no report.
 * @param totalSteps of both stages
 * @param finished the report of the first stage
 */
async function fitAlignment(
  inputs: FitInputs,
  { totalSteps, finished }: { totalSteps: number; finished: readonly LoopReport[] },
  control: FitControl,
): Promise<Omit<FitResult, 'report'> & { report?: LoopReport }> {
  const { network } = inputs;
  const given = withDefaults(alignmentParameters, inputs.settings.parameters);
  const size = sampleSize(network.shape);
  const aligned: FitInputs = {
    ...inputs,
    labelled: await cachedInMemory(inputs.labelled, size),
    unlabelled: await cachedInMemory(inputs.unlabelled, size),
    rng: inputs.rng.child('alignment'),
  };
  const fitMixtures = mixturesOf(aligned, given, control);
  const mixtureView = given.mixtures ? new MixtureView(network, { ...given, fit: fitMixtures }) : undefined;
  const critic = buildFeatureCritic(
    { view: mixtureView ?? featureView(network), hiddenSizes: [given.width, given.width], dropout: 0 },
    aligned.rng.child('critic'),
  );
  const dispose = () => {
    mixtureView?.dispose();
    critic.dispose();
  };
  try {
    const fitted =
      aligned.unlabelled.count > 0
        ? await trainAgainstCritic(aligned, { ...alignment(aligned, given, { critic, totalSteps }), finished }, control)
        : { metrics: {} };
    if ('report' in fitted && fitted.report.diverged)
      return { ...fitted, artifacts: { scores: { critic: critic.score }, dispose } };
    const mixtures = await (mixtureView?.refit(totalSteps) ?? fitMixtures(totalSteps));
    return { ...fitted, artifacts: { scores: { critic: critic.score }, mixtures, dispose } };
  } catch (error) {
    dispose();
    throw error;
  }
}

type AlignmentSettings = ValuesOf<(typeof alignmentParameters)[number]>;

function alignment(
  { settings, labelled, unlabelled }: FitInputs,
  { alignSteps: steps, alignWeight, discriminatorRate, penalty }: AlignmentSettings,
  { critic, totalSteps }: { critic: FeatureCritic; totalSteps: number },
): AdversarialTraining {
  const first = scheduleFor(settings, epochSize(settings, { labelled, unlabelled }));
  const learnerRate = settings.learningRate * first.learningRateFactor(first.steps - 1);
  const schedule = scheduleFor({ ...omit(settings, 'schedule'), steps, decay: [0.8], patience: 0 }, labelled.count);
  const meanDifference = (u: tf.Tensor1D, l: tf.Tensor1D) =>
    tf.sub(tf.mean(tf.sigmoid(u)), tf.mean(tf.sigmoid(l))) as tf.Scalar;
  return {
    objective: {
      learner: (u, l) => tf.mul(alignWeight, meanDifference(u, l)),
      critic: (u, l) => meanDifference(l, u),
      ...{ penalty, penaltyAt: 'between', criticSteps: 1 },
    },
    ...{ critic, schedule },
    rates: { learner: () => learnerRate, critic: (step) => discriminatorRate * schedule.learningRateFactor(step) },
    criticOptimizer: optimizerFor('adam', discriminatorRate, critic.variables),
    span: { before: totalSteps - steps, total: totalSteps },
  };
}
