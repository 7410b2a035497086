/** The record of a learner's checkpoint in the database, without its arrays. */
import type { Trained } from './events.ts';

/** Report of one stage of a training, as the log has it of the whole training. */
export type TrainingReport = Pick<Trained, 'steps' | 'epochs' | 'bestEpoch' | 'loss' | 'validationAccuracy'>;

export interface CheckpointInfo {
  /** Gradient steps done in the stage in progress. */
  step: number;
  /** Reports of the stages before it. */
  finished: readonly TrainingReport[];
  /** Seconds of work on the whole training. */
  seconds: number;
}
