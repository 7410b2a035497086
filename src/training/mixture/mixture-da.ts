/**
 * *DA* of the Gaussian-mixture paper (section 3.4), alone and after *Reg*: when the labels have been learnt, a discriminator
 * that sees features and mixtures tells labelled from unlabelled, and the features are drawn together. Learner: least
 * loss + D̄(U) − D̄(L); discriminator: greatest D̄(U) − D̄(L) − λ·mean(‖∇D‖ − 1)². The mixtures are fitted anew now and then.
 */
import {
  choiceParameter,
  integerParameter,
  numberParameter,
  switchParameter,
  withDefaults,
} from '../../protocol/parameters.ts';
import type { Network } from '../../models/model.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { TrainingSpec, ParameterValues } from '../../protocol/spec.ts';
import { optimizerFor } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { withCritic } from '../adversarial/fit-adversarial.ts';
import { AdversarialTrainer } from '../adversarial/adversarial-trainer.ts';
import { scheduleFor, epochSize } from '../../trainer/schedule.ts';
import { runTrainingLoop } from '../../trainer/training-loop.ts';
import { buildFeatureCritic, type FeatureCritic } from '../adversarial/feature-critic.ts';
import { pairedBatches } from '../../trainer/batch-sampling.ts';
import { fitWithMixtureRegularizer, PAPER_SETTINGS } from './mixture-reg.ts';
import { regularizerParameters } from './mixture-regularizer.ts';
import { fitMixturePair, MixtureFeatures, type MixtureFitOptions, type MixturePair } from './fit-mixtures.ts';
import { cachedInMemory } from '../../trainer/sample-cache.ts';
import { fitSupervised, optimizerOptions } from '../supervised.ts';
import type {
  FitReport,
  Artifacts,
  SampleSet,
  TrainingMethod,
  TrainingContext,
} from '../../trainer/training-method.ts';
import { validatorFor } from '../../trainer/validation.ts';

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
  numberParameter('criticRate', {
    label: 'Discriminator’s rate',
    about: 'Adam’s rate, a tenth of it for the last fifth; 0.0005 in the paper.',
    default: 5e-4,
    min: 0,
    max: 1,
    step: 1e-4,
  }),
  numberParameter('penalty', {
    label: 'Penalty λ',
    about: 'Weight of the gradient penalty.',
    default: 1,
    min: 0,
    max: 1000,
    step: 0.1,
  }),
  integerParameter('width', {
    label: 'Discriminator’s width',
    about: 'Units in each of its two hidden layers; the paper does not say.',
    default: 256,
    min: 1,
    max: 1024,
  }),
  integerParameter('refit', {
    label: 'Steps between fits',
    about: 'Gradient steps between two fits of the mixtures; 500 in the paper.',
    default: 500,
    min: 1,
    max: 1e6,
  }),
  choiceParameter('fit', {
    label: 'Unlabelled mixture',
    about: 'Fitted to all samples at once, or batch by batch with the batches’ mixtures averaged, as in the paper.',
    default: 'exact',
    choices: { exact: 'Exact', batches: 'Batches, averaged' },
  }),
  integerParameter('iterations', {
    label: 'EM iterations',
    about: 'Number of EM iterations per fit.',
    default: 10,
    min: 1,
    max: 200,
  }),
  switchParameter('mixtures', {
    label: 'Mixture input',
    about: 'Whether the mixtures’ log-posteriors and log-densities are inputs of the discriminator too.',
    default: true,
  }),
];

export const mixtureDa: TrainingMethod = mixtureDaMethod(
  'mixture-da',
  'Mixture: DA',
  'aligns labelled and unlabelled features, given mixtures',
  'Learns the labels first; then features by which a discriminator, which also sees how likely a sample is under mixtures of the labelled and of the unlabelled, cannot tell the two apart.',
  false,
);

export const mixtureRegDa: TrainingMethod = mixtureDaMethod(
  'mixture-reg-da',
  'Mixture: Reg + DA',
  'mixture regularizer, then alignment',
  'The paper’s whole training: one cloud of features for each class, then the alignment of labelled and unlabelled with the mixtures in view.',
  true,
);

function mixtureDaMethod(
  name: string,
  label: string,
  summary: string,
  about: string,
  regularized: boolean,
): TrainingMethod {
  const parameters = [...(regularized ? regularizerParameters : []), ...alignmentParameters];
  return {
    about: {
      name,
      label,
      summary,
      about: `${about} ${PAPER_SETTINGS}`,
      reference: '“Distribution aware active learning via Gaussian mixtures”, 2023 (under review); section 3.4',
      parameters,
      provides: ['critic', 'mixtures'],
    },
    async fit(network, labelled, unlabelled, validation, spec, context) {
      const settings = withDefaults(parameters, spec.parameters);
      const samplesPerEpoch = epochSize(spec, labelled.count, unlabelled.count);
      const { steps } = scheduleFor(spec, samplesPerEpoch);
      const totalSteps = steps + (settings['alignSteps'] as number);
      const first = regularized
        ? await fitWithMixtureRegularizer(network, labelled, validation, spec, context, samplesPerEpoch, totalSteps)
        : await fitSupervised(network, labelled, validation, spec, context, samplesPerEpoch, { allSteps: totalSteps });
      const { artifacts, ...second } = await fitAlignment(
        network,
        labelled,
        unlabelled,
        validation,
        spec,
        settings,
        context,
        totalSteps,
      );
      const withArtifacts = artifacts && { artifacts };
      if (unlabelled.count === 0) return { ...first, ...withArtifacts };
      return {
        ...second,
        ...withArtifacts,
        steps: first.steps + second.steps,
        epochs: first.epochs + second.epochs,
        bestEpoch: first.epochs + second.bestEpoch,
      };
    },
  };
}

/** The second stage, at the learning rate with which the first one ended. */
async function fitAlignment(
  network: Network,
  labelledSet: SampleSet,
  unlabelledSet: SampleSet,
  validation: SampleSet,
  spec: TrainingSpec,
  settings: ParameterValues,
  context: TrainingContext,
  totalSteps: number,
): Promise<FitReport> {
  const size = sampleSize(network.shape);
  const [labelled, unlabelled] = [await cachedInMemory(labelledSet, size), await cachedInMemory(unlabelledSet, size)];
  const rng = context.rng.child('alignment');
  const mixtureOptions: MixtureFitOptions = {
    method: settings['fit'] as MixtureFitOptions['method'],
    iterations: settings['iterations'] as number,
  };
  const fitMixtures = (step: number) =>
    fitMixturePair(network, labelled, unlabelled, mixtureOptions, rng.child('mixtures', step), context);
  const seesMixtures = settings['mixtures'] as boolean;
  const criticInputSize = seesMixtures
    ? MixtureFeatures.sizeFor(network.trunkSize, network.classes)
    : network.trunkSize;
  const width = settings['width'] as number;
  const critic = buildFeatureCritic(criticInputSize, [width, width], 0, rng.child('critic'));
  let mixtureFeatures: MixtureFeatures | undefined;
  const setMixtures = async (mixtures: MixturePair) => {
    mixtureFeatures?.dispose();
    mixtureFeatures = seesMixtures ? new MixtureFeatures(mixtures) : undefined;
    return mixtures;
  };
  try {
    const report = await trainAdversarially();
    return {
      ...report,
      artifacts: alignmentArtifacts(critic, await setMixtures(await fitMixtures(totalSteps)), mixtureFeatures),
    };
  } catch (error) {
    mixtureFeatures?.dispose();
    critic.dispose();
    throw error;
  }

  async function trainAdversarially(): Promise<FitReport> {
    const firstSchedule = scheduleFor(spec, epochSize(spec, labelled.count, unlabelled.count));
    const rate = spec.learningRate * firstSchedule.learningRateFactor(firstSchedule.steps - 1);
    const steps = settings['alignSteps'] as number;
    const schedule = { ...scheduleFor({ ...spec, steps, decay: [0.8] }, labelled.count), patience: 0 };
    if (unlabelled.count === 0) return { steps: 0, epochs: 0, bestEpoch: 0, loss: 0, validationAccuracy: null };
    const nextBatch = await pairedBatches(labelled, unlabelled, size, spec.batch, rng);
    const validator = await validatorFor({ network: withCritic(network, critic), validation, schedule }, context);
    const learnerOptimizer = optimizerFor(spec.optimizer, rate, network.variables, optimizerOptions(spec));
    const criticRate = settings['criticRate'] as number;
    const criticOptimizer = optimizerFor('adam', criticRate, critic.variables);
    const weight = settings['alignWeight'] as number;
    const meanDifference = (u: tf.Tensor1D, l: tf.Tensor1D) =>
      tf.sub(tf.mean(tf.sigmoid(u)), tf.mean(tf.sigmoid(l))) as tf.Scalar;
    const trainer = new AdversarialTrainer(
      { network, critic, learnerOptimizer, criticOptimizer },
      {
        learner: (u, l) => tf.mul(weight, meanDifference(u, l)),
        critic: (u, l) => meanDifference(l, u),
        penalty: settings['penalty'] as number,
        penaltyAt: 'between',
        criticSteps: 1,
        criticInput: (z) => mixtureFeatures?.append(z) ?? z,
      },
      steps,
      rng,
    );
    try {
      const networks = [
        { name: 'learner', network, optimizer: learnerOptimizer, learningRate: () => rate },
        {
          ...{ name: 'critic', network: critic, optimizer: criticOptimizer },
          learningRate: (step: number) => criticRate * schedule.learningRateFactor(step),
        },
      ];
      const trainStep = async (step: number) => {
        if (seesMixtures && step % (settings['refit'] as number) === 0) await setMixtures(await fitMixtures(step));
        return trainer.trainStep(await nextBatch(), step);
      };
      const span = { before: totalSteps - steps, total: totalSteps };
      const report = await runTrainingLoop({ networks, schedule, trainStep, validator, span }, context);
      return { ...report, metrics: await trainer.report() };
    } finally {
      trainer.dispose();
      learnerOptimizer.dispose();
      criticOptimizer.dispose();
    }
  }
}

const alignmentArtifacts = (
  critic: FeatureCritic,
  mixtures: MixturePair,
  mixtureFeatures: MixtureFeatures | undefined,
): Artifacts => ({
  critic: (trunk) => tf.sigmoid(critic.logits(mixtureFeatures?.append(trunk) ?? trunk)),
  mixtures,
  dispose() {
    mixtureFeatures?.dispose();
    critic.dispose();
  },
});
