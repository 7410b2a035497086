/** Checkpoints of a learner's training. A training of several stages has one checkpoint at a time: of the stage in progress. */
import type { Checkpoint } from '../trainer/checkpoint.ts';
import type { Control } from '../trainer/control.ts';
import type { LoopOptions, LoopReport } from '../trainer/training-loop.ts';

export interface FitCheckpoint extends Checkpoint {
  /** Reports of the finished stages, which are not trained again: the checkpoint has the weights that they ended with. */
  finished: readonly LoopReport[];
}

/** Storage for the checkpoints of one training. */
export interface FitCheckpoints {
  /** The last one of an interrupted training with the same inputs; undefined for a new training. */
  resumeFrom?: FitCheckpoint | undefined;
  save(checkpoint: FitCheckpoint): Promise<void>;
  /** Seconds of work so far, pauses left out. */
  seconds(): number;
}

export interface FitControl extends Control {
  /** Nothing is saved where absent. */
  checkpoints?: FitCheckpoints;
}

/**
 * Checkpoints of one stage for the training loop. The state after the last step is not saved: the next stage or the end of
 * the step follows at once.
 * @param finished reports of the stages before it
 */
export function stageCheckpoints(
  { checkpoints }: FitControl,
  finished: readonly LoopReport[] = [],
): Pick<LoopOptions<never>, 'checkpoints' | 'resumeFrom'> {
  if (!checkpoints) return {};
  const { resumeFrom } = checkpoints;
  return {
    checkpoints: {
      saveLast: false,
      seconds: () => checkpoints.seconds(),
      save: (checkpoint) => checkpoints.save({ ...checkpoint, finished }),
    },
    ...(resumeFrom?.finished.length === finished.length && { resumeFrom }),
  };
}

/** Report of a stage, counted from 0, that an interrupted training has finished; undefined where it is to be trained. */
export const finishedStage = ({ checkpoints }: FitControl, stage: number): LoopReport | undefined =>
  checkpoints?.resumeFrom?.finished[stage];
