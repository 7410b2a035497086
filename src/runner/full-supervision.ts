/**
 * Full supervision: a learner trained on every label of the pool. Under the first seed its cost is bounded: batches of at least 64
 * and at most about 2,000 gradient steps, but at least two epochs. So it is no upper bound of the arms, which the page says. Where the
 * spec asks for it, it is trained as the arms are instead, whatever that costs.
 */
import { Rng } from '../random/rng.ts';
import type { Split } from '../datasets/splits/splits.ts';
import type { FullSupervision } from '../protocol/events.ts';
import type { PlanStep } from '../protocol/plan.ts';
import { FULL_SUPERVISION_BOUNDS, type TrainingSettings } from '../protocol/settings.ts';
import { withAugmentation } from '../trainer/augmentation.ts';
import { quiet } from '../trainer/control.ts';
import type { Artifacts } from '../training/training-method.ts';
import { measureLearner } from '../measuring/measure-learner.ts';
import { measureGenerator } from './measure-generator-step.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { TrainingSession } from './control/training-session.ts';
import { armMethods, fullSupervisionMethods } from './registry.ts';
import { storedSet, unlabelledSet } from './samples/sample-sets.ts';
import { testPasses } from './test-passes.ts';

const { minBatch: MIN_BATCH, maxSteps: MAX_STEPS, minEpochs: MIN_EPOCHS } = FULL_SUPERVISION_BOUNDS;

/** The training's settings with its cost bounded. */
export function boundedTraining(training: TrainingSettings, samples: number): TrainingSettings {
  const batch = Math.max(training.batch, MIN_BATCH);
  const epoch = Math.ceil((training.epochDraws ?? samples) / batch);
  const maxEpochs = Math.max(MIN_EPOCHS, Math.floor(MAX_STEPS / epoch));
  const steps = training.steps === null ? null : Math.min(training.steps, MAX_STEPS);
  return { ...training, batch, epochs: Math.min(training.epochs, maxEpochs), steps };
}

export async function runFullSupervision(
  runContext: RunContext,
  { step: { seed, asArm }, split }: { step: Extract<PlanStep, { kind: 'reference' }>; split: Split },
  control: StepControl,
): Promise<FullSupervision> {
  const { spec, info, labels, samples, registry } = runContext;
  const set = (indices: Int32Array) =>
    storedSet(
      samples,
      indices,
      indices.map((index) => labels[index]!),
    );
  const rng = new Rng(seed).child('reference');
  const bounded = asArm === undefined;
  const { model, training, settings } = bounded
    ? fullSupervisionMethods(registry, spec)
    : armMethods(registry, spec, asArm);
  const session = await TrainingSession.open(control, 'reference');
  const network = model.build({
    ...{ shape: info.shape, scale: info.scale, classes: info.classes.length },
    ...{ rng: session.resumes ? null : rng.child('weights'), parameters: settings.model.parameters },
  });
  let artifacts: Artifacts | undefined;
  try {
    const childRng = rng.child('training');
    const inputs = {
      network: withAugmentation(network, settings.training.augmentation, childRng.child('augmentation')),
      labelled: set(split.train),
      unlabelled: unlabelledSet(samples, new Int32Array(0)),
      validation: set(split.validation),
      settings: bounded ? boundedTraining(settings.training, split.train.length) : settings.training,
      rng: childRng,
      queryBatchSize: 0,
    };
    const {
      artifacts: fitted,
      report,
      network: other,
    } = await session.run((fitControl) => training.fit(inputs, fitControl));
    artifacts = fitted;
    const dropout = testPasses(spec, rng.child('measuring'));
    const measured = {
      network: other ?? network,
      test: set(split.test),
      measures: registry.measures,
      dropout,
      diverged: report.diverged,
    };
    const { values, confusion, diverged } = await measureLearner(measured, quiet(control));
    const drawn = await measureGenerator(
      runContext,
      { split, seed, generator: artifacts.generator, diverged: diverged !== undefined },
      control,
    );
    return {
      type: 'full-supervision',
      seed,
      ...(!bounded && { asArm, steps: report.steps }),
      labelled: split.train.length,
      ...{ values: { ...values, ...drawn?.values } },
      ...(drawn?.classValues && { classValues: drawn.classValues }),
      ...(drawn?.embedding && { embedding: drawn.embedding }),
      ...{ ...(confusion && { confusion }), ...(diverged && { diverged }) },
      seconds: session.seconds(),
    };
  } finally {
    artifacts?.dispose();
    network.dispose();
  }
}
