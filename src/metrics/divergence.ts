/**
 * Learners that diverged, which curves and comparisons leave out, and queries that were random for what was not finite: where
 * they are in the log, and how it is said.
 */
import type { Divergence, StepKey } from '../protocol/events.ts';
import { seedsOf, stepsOf, type StepRecord, type StepTable } from './step-table.ts';

const reasons: Record<Divergence, string> = {
  loss: 'the loss was no longer finite, and training ended',
  weights: 'the weights after the last step are not finite',
  outputs: 'outputs are not finite',
  scores: 'scores of the strategy are not numbers',
};

/** Of a step's training, measurement or query; undefined where none diverged. */
export const divergenceOf = (step: StepRecord | undefined): Divergence | undefined =>
  step?.trained?.diverged ?? step?.measured?.diverged ?? step?.queried?.fallback?.diverged;

interface FoundStep extends StepKey {
  labelled: number;
  found: Divergence;
}

/** Of a learner's training or measurement; undefined where it did not diverge. */
const learnerDivergence = (step: StepRecord): Divergence | undefined =>
  step.trained?.diverged ?? step.measured?.diverged;

/** All steps of an arm where something was found, seed by seed. */
const stepsWith = (table: StepTable, arm: number, find: (step: StepRecord) => Divergence | undefined): FoundStep[] =>
  seedsOf(table).flatMap((seed) =>
    stepsOf(table, seed, arm).flatMap((step) => {
      const found = find(step);
      const labelled = step.trained?.labelled ?? step.measured?.labelled ?? 0;
      return found ? [{ seed, arm, cycle: step.cycle, labelled, found }] : [];
    }),
  );

/** All steps of an arm whose learner diverged, seed by seed. */
export const divergedSteps = (table: StepTable, arm: number): FoundStep[] => stepsWith(table, arm, learnerDivergence);

/** "diverged at 20, 30 labels (seed 1), 20 labels (seed 2)"; undefined where no learner of the arm did. */
export function divergenceText(table: StepTable, arm: number): string | undefined {
  const steps = divergedSteps(table, arm);
  return steps.length > 0 ? `diverged at ${placesText(steps)}` : undefined;
}

/**
 * "queried at random at 20 labels (seed 1), since scores of the strategy are not numbers": of learners that did not diverge;
 * undefined where every query of theirs is the strategy's.
 */
function fallbackText(table: StepTable, arm: number): string | undefined {
  const steps = stepsWith(table, arm, (step) => (learnerDivergence(step) ? undefined : divergenceOf(step)));
  const why = [...new Set(steps.map(({ found }) => reasons[found]))];
  return steps.length > 0 ? `queried at random at ${placesText(steps)}, since ${why.join(' or ')}` : undefined;
}

/** Both, for the arm's card. */
export const notFiniteText = (table: StepTable, arm: number): string | undefined =>
  [divergenceText(table, arm), fallbackText(table, arm)].filter((text) => text !== undefined).join('; ') || undefined;

function placesText(steps: readonly FoundStep[]): string {
  const seeds = [...new Set(steps.map(({ seed }) => seed))];
  const places = seeds.map((seed) => {
    const labels = steps.filter((step) => step.seed === seed).map(({ labelled }) => String(labelled));
    const list = labels.length > 3 ? [labels[0], '…', labels.at(-1)].join(', ') : labels.join(', ');
    return `${list} labels (seed ${seed})`;
  });
  return places.join(', ');
}

/** What happened in a step whose learner diverged, for its sheet. */
export function divergenceReason(step: StepRecord | undefined): string | undefined {
  const diverged = step && learnerDivergence(step);
  return diverged && `${reasons[diverged]}${step.queried?.fallback ? '; queried at random' : ''}`;
}

/** Why a step's query was random though its learner did not diverge, for its sheet. */
export function fallbackReason(step: StepRecord | undefined): string | undefined {
  const found = step && !learnerDivergence(step) ? divergenceOf(step) : undefined;
  return found && reasons[found];
}
