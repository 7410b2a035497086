/** When snapshots are taken, and the learning rate that leads to them. */
import { halfCosine } from '../../trainer/schedule.ts';

export interface SnapshotPlan {
  /** Numbers of steps after which a snapshot is taken, ascending. */
  after: readonly number[];
  /** Factor of the learning rate at a step, counted from 0. */
  learningRateFactor(step: number): number;
}

interface PlannedTraining {
  /** Gradient steps of the whole training. */
  steps: number;
  members: number;
}

/**
 * Snapshot ensembles of Huang et al. 2017 (Eq. 2): the rate falls from its initial value to zero along half a cosine, once for each
 * member, and a snapshot ends each fall. With C = ⌈T / M⌉ and t from 1: ½ (cos(π mod(t − 1, C) / C) + 1).
 */
export function cyclicPlan({ steps, members }: PlannedTraining): SnapshotPlan {
  const length = Math.ceil(steps / members);
  const ends = Array.from({ length: members }, (_, i) => Math.min(steps, (i + 1) * length));
  return {
    after: [...new Set(ends)],
    learningRateFactor: (step) => halfCosine(1, 0, (step % length) / length),
  };
}

interface ConstantRate {
  /** Share of the steps before the rate becomes constant. */
  start: number;
  /** Share of the steps in which it gets there. */
  anneal: number;
  /** The constant rate as a multiple of the initial one. */
  rate: number;
  /** Of the schedule before. */
  scheduled(step: number): number;
}

/**
 * Jung, Kim and Lee 2023: after a first phase the rate stays constant, and snapshots are taken evenly, the last one at the end: with
 * S steps in the first phase, after T − i ⌊(T − S) / M⌋ steps for i = M − 1 … 0.
 */
export function constantPlan(
  { steps, members }: PlannedTraining,
  { start, anneal, rate, scheduled }: ConstantRate,
): SnapshotPlan {
  const first = Math.floor(start * steps);
  const gap = Math.max(1, Math.floor((steps - first) / members));
  const after = Array.from({ length: members }, (_, i) => steps - (members - 1 - i) * gap).filter((one) => one > 0);
  const from = scheduled(Math.max(0, first - 1));
  const way = anneal * steps;
  return {
    after,
    learningRateFactor: (step) =>
      step < first ? scheduled(step) : halfCosine(from, rate, way > 0 ? Math.min(1, (step - first) / way) : 1),
  };
}
