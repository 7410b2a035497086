/** Training against a critic on features from first step to last: what WAAL and its ablation share. */
import { integerParameter, numberParameter } from '../../protocol/parameters.ts';
import type { Network } from '../../models/model.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { TrainingSpec } from '../../protocol/spec.ts';
import { optimizerFor } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { AdversarialTrainer, type AdversarialObjective } from './adversarial-trainer.ts';
import { scheduleFor, epochSize } from '../../trainer/schedule.ts';
import { runTrainingLoop } from '../../trainer/training-loop.ts';
import { buildFeatureCritic, type FeatureCritic } from './feature-critic.ts';
import { pairedBatches } from '../../trainer/batch-sampling.ts';
import { fitSupervised, optimizerOptions } from '../supervised.ts';
import type { FitReport, Artifacts, SampleSet, TrainingContext } from '../../trainer/training-method.ts';
import { validatorFor } from '../../trainer/validation.ts';

/** Units of the critic's hidden layer, and its dropout (WAAL's supplement, G.2). */
const HIDDEN_UNITS = 50;
const DROPOUT = 0.5;

export const tradeOffParameter = numberParameter('tradeOff', {
  label: 'Trade-off µ',
  about: 'Weight of the adversarial loss on the features; 0.01 in the paper, 0.001 for STL-10.',
  default: 0.01,
  min: 0,
  max: 100,
  step: 0.001,
});

export const criticRateParameter = numberParameter('criticRate', {
  label: 'Critic’s rate',
  about: 'The critic’s learning rate as a multiple of the learner’s; 1 in the paper.',
  default: 1,
  min: 0,
  max: 1000,
  step: 0.1,
});

export const criticStepsParameter = integerParameter('criticSteps', {
  label: 'Critic’s steps',
  about: 'Critic steps per learner step; 1 in the paper.',
  default: 1,
  min: 1,
  max: 20,
});

/** With no unlabelled sample left there is nothing to tell apart: then the labels alone are learnt. */
export async function fitAdversarial(
  objective: AdversarialObjective,
  criticRateFactor: number,
  network: Network,
  labelled: SampleSet,
  unlabelled: SampleSet,
  validation: SampleSet,
  spec: TrainingSpec,
  context: TrainingContext,
): Promise<FitReport> {
  const critic = buildFeatureCritic(network.trunkSize, [HIDDEN_UNITS], DROPOUT, context.rng.child('critic'));
  const artifacts = criticArtifacts(critic);
  const samplesPerEpoch = epochSize(spec, labelled.count, unlabelled.count);
  try {
    if (unlabelled.count === 0) {
      return { ...(await fitSupervised(network, labelled, validation, spec, context, samplesPerEpoch)), artifacts };
    }
    return { ...(await trainAdversarially()), artifacts };
  } catch (error) {
    artifacts.dispose();
    throw error;
  }

  async function trainAdversarially(): Promise<FitReport> {
    const schedule = scheduleFor(spec, samplesPerEpoch);
    const nextBatch = await pairedBatches(labelled, unlabelled, sampleSize(network.shape), spec.batch, context.rng);
    const validator = await validatorFor({ network: withCritic(network, critic), validation, schedule }, context);
    const options = optimizerOptions(spec);
    const learnerOptimizer = optimizerFor(spec.optimizer, spec.learningRate, network.variables, options);
    const criticOptimizer = optimizerFor(
      spec.optimizer,
      spec.learningRate * criticRateFactor,
      critic.variables,
      options,
    );
    const trainer = new AdversarialTrainer(
      { network, critic, learnerOptimizer, criticOptimizer },
      objective,
      schedule.steps,
      context.rng,
    );
    try {
      const learningRate = (step: number) => spec.learningRate * schedule.learningRateFactor(step);
      const criticRate = (step: number) => criticRateFactor * learningRate(step);
      const networks = [
        { name: 'learner', network, optimizer: learnerOptimizer, learningRate },
        { name: 'critic', network: critic, optimizer: criticOptimizer, learningRate: criticRate },
      ];
      const trainStep = async (step: number) => trainer.trainStep(await nextBatch(), step);
      const report = await runTrainingLoop({ networks, schedule, trainStep, validator }, context);
      return { ...report, metrics: await trainer.report() };
    } finally {
      trainer.dispose();
      learnerOptimizer.dispose();
      criticOptimizer.dispose();
    }
  }
}

/** The network with the critic's weights among its own, so that the best of both are those of one moment. */
export const withCritic = (network: Network, critic: FeatureCritic): Network => ({
  ...network,
  variables: [...network.variables, ...critic.variables],
});

const criticArtifacts = (critic: FeatureCritic): Artifacts => ({
  critic: (trunk) => tf.sigmoid(critic.logits(trunk)),
  dispose: () => critic.dispose(),
});
