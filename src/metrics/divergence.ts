/** Learners that diverged: where they are in the log, and how it is said. Curves and comparisons leave them out. */
import type { Divergence, StepKey } from '../protocol/events.ts';
import { seedsOf, stepsOf, type StepRecord, type StepTable } from './step-table.ts';

const reasons: Record<Divergence, string> = {
  loss: 'the loss was no longer finite, and training ended',
  weights: 'the final weights are not finite',
  outputs: 'outputs are not finite',
};

/** Of a step's training, measurement or query; undefined where none diverged. */
export const divergenceOf = (step: StepRecord | undefined): Divergence | undefined =>
  step?.trained?.diverged ?? step?.measured?.diverged ?? step?.queried?.fallback?.diverged;

export interface DivergedStep extends StepKey {
  labelled: number;
  diverged: Divergence;
}

/** All steps of an arm that diverged, seed by seed. */
export const divergedSteps = (table: StepTable, arm: number): DivergedStep[] =>
  seedsOf(table).flatMap((seed) =>
    stepsOf(table, seed, arm).flatMap((step) => {
      const diverged = divergenceOf(step);
      const labelled = step?.trained?.labelled ?? step?.measured?.labelled ?? 0;
      return diverged ? [{ seed, arm, cycle: step.cycle, labelled, diverged }] : [];
    }),
  );

/** "diverged at 20, 30 labels (seed 1), 20 labels (seed 2)"; undefined where no learner of the arm did. */
export function divergenceText(table: StepTable, arm: number): string | undefined {
  const steps = divergedSteps(table, arm);
  if (steps.length === 0) return undefined;
  const seeds = [...new Set(steps.map(({ seed }) => seed))];
  const places = seeds.map((seed) => {
    const labels = steps.filter((step) => step.seed === seed).map(({ labelled }) => String(labelled));
    const list = labels.length > 3 ? [labels[0], '…', labels.at(-1)].join(', ') : labels.join(', ');
    return `${list} labels (seed ${seed})`;
  });
  return `diverged at ${places.join(', ')}`;
}

/** What happened in a step that diverged, for its sheet. */
export function divergenceReason(step: StepRecord | undefined): string | undefined {
  const diverged = divergenceOf(step);
  if (!diverged) return undefined;
  return `${reasons[diverged]}${step?.queried?.fallback ? '; queried at random' : ''}`;
}
