/**
 * The random arms of the luck band: what random sampling may reach by luck of its queries alone. They are the arm `random` with the
 * spec's own model and training, on the split, initial set, weights and batches that the arms of the seed share, with queries of
 * their own. A random query needs no learner, so that each cycle is computed by itself, and only its measures are logged.
 */
import type { Luck } from '../protocol/events.ts';
import type { PlanStep } from '../protocol/plan.ts';
import type { Spec } from '../protocol/spec.ts';
import { omit } from '../protocol/design/omit.ts';
import { Rng } from '../random/rng.ts';
import type { Split } from '../datasets/splits/splits.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { trainLearner } from './learner.ts';
import { measureStep } from './measure-step.ts';
import type { LabelledSet } from './run-progress.ts';
import { excluding } from './samples/sample-sets.ts';

type LuckStep = Extract<PlanStep, { kind: 'luck' }>;

/** The same spec with one arm, which is random, and without measures of what a generator draws. */
export const randomArmSpec = (spec: Spec): Spec => ({
  ...omit(spec, 'measure'),
  ...(spec.measure?.passes && { measure: { passes: spec.measure.passes } }),
  arms: [{ strategy: 'random', parameters: {} }],
});

export async function runRandomArm(
  runContext: RunContext,
  { step, split }: { step: LuckStep; split: Split },
  control: StepControl,
): Promise<Luck> {
  const { seed, cycle, randomArm } = step;
  const asRandom = { ...runContext, spec: randomArmSpec(runContext.spec) };
  const labelled = await labelledByLuck(runContext, step, split);
  const progress = control.phase('luck');
  const own: StepControl = { ...control, phase: () => progress };
  const key = { seed, cycle, arm: 0 };
  const learner = await trainLearner(asRandom, { key, split, labelled }, own);
  try {
    const { measured } = await measureStep(asRandom, { key, split, labelled, learner }, own);
    return {
      ...{ type: 'luck', seed, cycle, randomArm, labelled: measured.labelled, values: measured.values },
      ...(measured.diverged && { diverged: measured.diverged }),
      seconds: learner.trained.seconds + measured.seconds,
    };
  } finally {
    learner.dispose();
  }
}

/** The initial set, and the first batches of a random order of the pool, each with the answers that it gets. */
async function labelledByLuck(
  { spec, annotator }: RunContext,
  { seed, cycle, randomArm }: LuckStep,
  split: Split,
): Promise<LabelledSet> {
  const order = excluding(split.train, split.initial);
  new Rng(seed).child('luck', randomArm).shuffle(order);
  let indices = split.initial;
  let labels = (await annotator.answer(indices, { seed, labelledBefore: new Int32Array(0) })).labels;
  for (let queried = 0; queried < cycle; queried++) {
    const batch = order.subarray(queried * spec.query.size, (queried + 1) * spec.query.size);
    const answers = await annotator.answer(batch, { seed, labelledBefore: indices });
    labels = Int32Array.from([...labels, ...answers.labels]);
    indices = Int32Array.from([...indices, ...batch]);
  }
  return { indices, labels, synthesized: [] };
}
