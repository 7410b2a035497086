/** Wrong labels of annotators that err, and what their answers cost. */
import { perLabel } from '../protocol/design/annotator-schema.ts';
import type { StepKey } from '../protocol/events.ts';
import { stepsOf, type StepTable } from './step-table.ts';

export interface LabelErrors {
  /** Share of the labels that a cycle's learner was trained on. */
  wrongLabels: number;
  /** Of all answers so far, in the spec's unit. */
  annotationCost: number;
  /** Of all annotators so far. */
  annotatorAnswers: number;
}

/** Of the labels before a cycle; undefined where the annotators do not err, or the log has no such labels. */
export function labelErrors(table: StepTable, { seed, arm, cycle }: StepKey): LabelErrors | undefined {
  const { annotator } = table.spec;
  const split = table.splits.get(seed);
  if (!annotator || !split?.initialTruth) return undefined;
  const earlier = stepsOf(table, seed, arm).slice(0, cycle);
  const labels = [...split.initialLabels, ...earlier.flatMap((step) => step.labelled?.labels ?? [])];
  const truth = [...split.initialTruth, ...earlier.flatMap((step) => step.labelled?.truth ?? [])];
  const { answers, cost } = perLabel(table.spec);
  return {
    wrongLabels: wrongCount(labels, truth) / labels.length,
    annotationCost: labels.length * cost,
    annotatorAnswers: labels.length * answers,
  };
}

/** Number of labels that differ from the true ones. */
export const wrongCount = (labels: readonly number[], truth: readonly number[]): number =>
  labels.reduce((sum, label, i) => sum + (label === truth[i] ? 0 : 1), 0);
