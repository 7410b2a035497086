/** Checkpoints of the training of a step, in the database under run, seed, cycle and arm. */
import type { PlanStep } from '../../protocol/plan.ts';
import {
  deleteCheckpoints,
  readCheckpoint,
  saveCheckpoint,
  type StoredCheckpoint,
  type TrainingKey,
} from '../../storage/checkpoints.ts';
import type { Database } from '../../storage/database.ts';

/** Storage for the checkpoints of one step. */
export interface StepCheckpoints {
  read(): Promise<StoredCheckpoint | undefined>;
  /** @throws Problem `full` */
  save(checkpoint: StoredCheckpoint): Promise<void>;
  delete(): Promise<void>;
}

export function checkpointsOf(database: Promise<Database>, runId: string, step: PlanStep): StepCheckpoints {
  const training: TrainingKey =
    step.kind === 'cycle' ? ['cycle', step.seed, step.cycle, step.arm] : ['reference', step.seed];
  const key = { runId, training };
  return {
    read: async () => readCheckpoint(await database, key),
    save: async (checkpoint) => saveCheckpoint(await database, key, checkpoint),
    delete: async () => deleteCheckpoints(await database, runId),
  };
}
