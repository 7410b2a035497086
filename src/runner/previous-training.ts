/**
 * What the training of the cycle before came to, for methods that continue from it: as stored with the run, or, where it is not
 * (an imported log, an earlier cycle), trained again from the log, which gives the same to the last bit.
 */
import type { LogEvent, StepKey } from '../protocol/events.ts';
import { isSameStep } from '../protocol/events.ts';
import type { Database } from '../storage/database.ts';
import { readPrevious } from '../storage/checkpoints.ts';
import { readLog } from '../storage/runs.ts';
import type { StateArrays } from '../trainer/carried-state.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { trainLearner } from './learner.ts';
import { RunProgress, type Step } from './run-progress.ts';

type StepBefore = Pick<Step, 'key' | 'split'>;

/** Undefined in the first cycle, and after a training that diverged. */
export async function previousTraining(
  { db, runId, runContext }: { db: Database; runId: string; runContext: RunContext },
  step: StepBefore,
  control: StepControl,
): Promise<StateArrays | undefined> {
  const { seed, arm, cycle } = step.key;
  if (cycle === 0) return undefined;
  const stored = (await readPrevious(db, runId, { seed, arm, cycle: cycle - 1 })) as StateArrays | undefined;
  if (!stored) return retrainedBefore({ log: await readLog(db, runId), runContext }, step, control);
  return Object.keys(stored).length > 0 ? stored : undefined;
}

/** The trainings of the cycles before, one after the other. @param log that of the run, at least up to the step */
export async function retrainedBefore(
  { log, runContext }: { log: readonly LogEvent[]; runContext: RunContext },
  { key: { seed, arm, cycle }, split }: StepBefore,
  control: StepControl,
): Promise<StateArrays | undefined> {
  // the checkpoints are those of the step in progress
  const { checkpoint, stopwatch, phase } = control;
  const splitEvent = new RunProgress(log).splitOf(seed)!;
  let kept: StateArrays | undefined;
  for (let before = 0; before < cycle; before++) {
    const key: StepKey = { seed, arm, cycle: before };
    const trainedAt = log.findIndex((event) => event.type === 'trained' && isSameStep(event, key));
    // found by its outputs, which a repeated training does not look at
    const diverged = log.some((event) => event.type === 'measured' && isSameStep(event, key) && event.diverged);
    const progress = new RunProgress(log.slice(0, trainedAt));
    const labelled = progress.labelledSet(key, splitEvent);
    const previous = kept;
    const step = { key, split, labelled };
    const learner = await trainLearner(runContext, step, {
      checkpoint,
      stopwatch,
      phase,
      previous: () => Promise.resolve(previous),
    });
    kept = diverged ? undefined : learner.kept;
    learner.dispose();
  }
  return kept;
}
