/** A step's learner on the test split: the event of the log, and the predictions behind it. */
import { measureLearner } from '../measuring/measure-learner.ts';
import type { Measured } from '../protocol/events.ts';
import type { TestSamples } from '../protocol/replay/step-replay.ts';
import { Rng } from '../random/rng.ts';
import type { TrainedLearner } from './learner.ts';
import { measureGenerator } from './measure-generator-step.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { allLabels, annotationCount, type Step } from './run-progress.ts';
import { classCounts, labelsAt } from './samples/sample-sets.ts';
import { testPasses } from './test-passes.ts';

export async function measureStep(
  runContext: RunContext,
  {
    key,
    split,
    labelled,
    learner,
  }: Step & { learner: Pick<TrainedLearner, 'network' | 'input' | 'trained' | 'context'> },
  control: StepControl,
): Promise<{ measured: Measured; test: TestSamples }> {
  const { spec, info, labels, registry } = runContext;
  const progress = control.phase('measuring');
  const seconds = control.stopwatch();
  const test = learner.input.stored(split.test, labelsAt(labels, split.test));
  const dropout = testPasses(spec, new Rng(key.seed).child('measuring', key.cycle));
  const { predictions, ...measures } = await measureLearner(
    { network: learner.network, test, measures: registry.measures, dropout, diverged: learner.trained.diverged },
    { checkpoint: control.checkpoint, progress },
  );
  const { values, classValues, embedding, buildSeconds } = (await measureGenerator(
    runContext,
    {
      ...{ split, seed: key.seed, generator: learner.context.learner.artifacts?.generator },
      diverged: measures.diverged !== undefined,
    },
    control,
  )) ?? { values: {}, buildSeconds: 0 };
  const measured: Measured = {
    type: 'measured',
    ...{ seed: key.seed, cycle: key.cycle, arm: key.arm, labelled: annotationCount(labelled) },
    ...measures,
    values: { ...measures.values, ...values },
    ...(classValues && { classValues }),
    ...(embedding && { embedding }),
    counts: classCounts(allLabels(labelled), info.classes.length),
    seconds: seconds() - buildSeconds,
  };
  const indices = split.test.filter((_, position) => test.labels[position]! >= 0);
  return { measured, test: { indices, labels: predictions.labels, predicted: predictions.predicted } };
}
