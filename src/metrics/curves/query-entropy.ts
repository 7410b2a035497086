/**
 * Uncertainty of the learner about the samples that each cycle adds: the mean entropy of its predictions (nats, at most ln K)
 * for the queries of the cycle before, computed before their labels were known (a figure of ASAL).
 */
import { stepCurves, type Curve } from './curves.ts';
import { mean } from '../statistics.ts';
import type { StepRecord, StepTable } from '../step-table.ts';

/** Mean over the samples queried in a step; undefined where there are none. */
export function meanQueryEntropy(step: StepRecord | undefined): number | undefined {
  // A learner that diverged has none: NaN, or null if the log was read from a file.
  const queried = step?.queried;
  const entropies = (queried?.synthetic ?? queried)?.entropies.filter(Number.isFinite);
  return entropies?.length ? mean(entropies) : undefined;
}

/** Entropy of each cycle's queries, against the number of labels at the query. */
export function queryEntropyCurves(table: StepTable): Curve[] {
  return stepCurves(table, (step) => {
    const value = meanQueryEntropy(step);
    const labelled = step.measured?.labelled ?? step.trained?.labelled;
    return value === undefined || labelled === undefined ? undefined : { labelled, value };
  });
}
