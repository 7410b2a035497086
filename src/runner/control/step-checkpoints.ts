/** Checkpoints of the trainings of a step, of its learner and of its selector, in the database under run, seed, cycle and arm. */
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
  return checkpointsUnder(database, { runId, training: trainingKey(step) });
}

function trainingKey(step: PlanStep): TrainingKey {
  if (step.kind === 'reference') return ['reference', step.seed, ...(step.asArm === undefined ? [] : [step.asArm])];
  if (step.kind === 'luck') return ['luck', step.seed, step.cycle, step.randomArm];
  return ['cycle', step.seed, step.cycle, step.arm];
}

/** Of the networks that are fitted for the step's query; undefined for a step without one. */
export function selectorCheckpointsOf(
  database: Promise<Database>,
  runId: string,
  step: PlanStep,
): StepCheckpoints | undefined {
  if (step.kind !== 'cycle') return undefined;
  return checkpointsUnder(database, { runId, training: ['selector', step.seed, step.cycle, step.arm] });
}

function checkpointsUnder(database: Promise<Database>, key: { runId: string; training: TrainingKey }): StepCheckpoints {
  const { runId } = key;
  return {
    read: async () => readCheckpoint(await database, key),
    save: async (checkpoint) => saveCheckpoint(await database, key, checkpoint),
    delete: async () => deleteCheckpoints(await database, runId),
  };
}
