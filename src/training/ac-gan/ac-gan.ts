/**
 * Training of AC-GAN on the labelled set, the learner of ALCG (Xie and Huang, “Learning class-conditional GANs with active sampling”, KDD
 * 2019): discriminator and classifier in one network, against a generator that draws samples of a given class.
 *
 * The paper goes on from the networks of the cycle before, with their optimisers (`warmStart`). It names no optimiser; those of
 * each base are its reference code's (`objectives.ts`), at the spec's learning rate. There is no early stopping: the accuracy of
 * the classifier says nothing about the generator.
 */
import { integerParameter, switchParameter, withDefaults } from '../../protocol/parameters.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { TrainingSettings } from '../../protocol/settings.ts';
import { optimizerFor } from '../../tensor/optimizers.ts';
import { savedArray } from '../../trainer/carried-state.ts';
import { createCheckpoint, restoreCheckpoint, type TrainedNetwork } from '../../trainer/checkpoint.ts';
import { resumableBatches } from '../../trainer/resumable-batches.ts';
import { cachedInMemory } from '../../trainer/sample-cache.ts';
import { epochSize, scheduleFor } from '../../trainer/schedule.ts';
import { StepReadings } from '../../trainer/step-readings.ts';
import { runTrainingLoop } from '../../trainer/training-loop.ts';
import { stageCheckpoints } from '../fit-checkpoints.ts';
import type { TrainingMethod } from '../training-method.ts';
import { AcGanSteps, readingNames } from './ac-gan-steps.ts';
import { objectiveOf, type AcGanLearner } from './objectives.ts';

const parameters = [
  integerParameter('adversarialSampling', {
    label: 'Adversarial sampling γ',
    about:
      'Generated samples per sample that is used: of γ times the batch, those that the discriminator takes most for real train both networks. 1 is off; 4 in the paper.',
    default: 1,
    min: 1,
    max: 64,
  }),
  switchParameter('warmStart', {
    label: 'Go on from the last cycle',
    about:
      'Whether networks and optimisers continue from the cycle before, as in the paper, or each cycle begins with initial weights.',
    default: true,
  }),
];

export const acGanTraining: TrainingMethod = {
  about: {
    name: 'ac-gan',
    label: 'AC-GAN',
    summary: 'a generator that draws samples by class',
    about:
      'Trains the model “ac-gan” on the labelled samples: discriminator and classifier against a generator of samples of a given class, by Adam. The paper gives no lengths; its reference code trains with batches of 64 at a rate of 0.0002 (DCGAN, SNGAN) or 0.0001 (WGAN-GP), for 50,000 steps and more of full width. Set “steps”, so that a cycle is as long for few labels as for many.',
    reference: 'Xie & Huang, “Learning class-conditional GANs with active sampling”, KDD 2019; Odena, Olah & Shlens 2017 (AC-GAN)', // prettier-ignore
    parameters,
    continues: true,
    requires: ['discriminator'],
    provides: ['class-generator'],
  },
  unfit: unfitSettings,
  async fit(inputs, control) {
    const { settings, labelled, previous, rng } = inputs;
    const { adversarialSampling, warmStart } = withDefaults(parameters, settings.parameters);
    const learner = inputs.network as typeof inputs.network & AcGanLearner;
    const { discriminator, shape } = learner;
    const objective = objectiveOf(discriminator.base, shape);
    const generator = discriminator.buildGenerator(rng.child('generator'));
    const adam = { betas: objective.betas, weightDecay: settings.weightDecay };
    const optimizers = {
      learner: optimizerFor('adam', settings.learningRate, learner.variables, adam),
      generator: optimizerFor('adam', settings.learningRate, generator.variables, adam),
    };
    const schedule = scheduleFor(settings, epochSize(settings, inputs));
    const readings = new StepReadings(schedule.steps, readingNames);
    const continued = warmStart ? previous : undefined;
    const stepsBefore = continued ? savedArray(continued, 'steps')[0]! : 0;
    const learningRate = (step: number) => settings.learningRate * schedule.learningRateFactor(step);
    const { discriminatorSteps } = objective;
    const trained = (before: number): TrainedNetwork[] => [
      {
        ...{ name: 'learner', network: learner, optimizer: optimizers.learner, learningRate },
        ...{ optimizerStepsPerStep: discriminatorSteps, optimizerStepsBefore: before * discriminatorSteps },
      },
      {
        ...{ name: 'generator', network: generator, optimizer: optimizers.generator, learningRate },
        optimizerStepsBefore: before,
      },
    ];
    try {
      if (continued)
        restoreCheckpoint({ step: stepsBefore, arrays: { ...continued } }, { networks: trained(0), carried: {} });
      const samples = await cachedInMemory(labelled, sampleSize(shape));
      const positionsOf = resumableBatches(samples.count, settings.batch, rng.child('batches'));
      const steps = new AcGanSteps(
        { learner, generator, optimizers },
        {
          ...{ objective, batch: settings.batch, candidates: adversarialSampling, rng, readings },
          async realBatch(number) {
            const positions = positionsOf(number);
            const labels = positions.map((position) => samples.labels[position]!);
            return { values: await samples.read(positions), labels };
          },
          yield: control.yield && (() => control.yield!()),
        },
      );
      const networks = trained(stepsBefore);
      const trainStep = (step: number) => steps.trainStep(step);
      const loop = { networks, schedule, trainStep, carried: { readings } };
      const report = await runTrainingLoop({ ...loop, ...stageCheckpoints(control) }, control);
      const total = stepsBefore + report.steps;
      const { arrays } = await createCheckpoint(total, { networks, carried: {} });
      return {
        report,
        metrics: await readings.metrics(),
        artifacts: { scores: {}, generator, dispose: () => generator.dispose() },
        ...(warmStart && !report.diverged && { kept: { ...arrays, steps: Float64Array.of(total) } }),
      };
    } catch (error) {
      generator.dispose();
      throw error;
    } finally {
      for (const optimizer of Object.values(optimizers)) optimizer.dispose();
      readings.dispose();
    }
  },
};

function unfitSettings({ augmentation, optimizer }: TrainingSettings): { message: string; remedy: string } | undefined {
  if (augmentation !== 'none')
    return {
      message: `AC-GAN’s discriminator would learn the augmentation “${augmentation}” in place of what is generated: real samples have it, and generated ones do not.`,
      remedy: 'Leave the augmentation out for that arm.',
    };
  if (optimizer !== 'adam')
    return {
      message: 'AC-GAN is trained by Adam, with the decay rates of its base, and the spec asks for SGD.',
      remedy: 'Choose Adam for that arm, or another training method.',
    };
  return undefined;
}
