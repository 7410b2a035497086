/**
 * How decided the adversary is: the entropy of its verdicts, labelled or unlabelled, over the last tenth of each training,
 * in nats. ln 2 is no opinion; 0 is certainty, as of one that knows the labelled samples by heart (Fig. 5 of "Distribution
 * aware active learning via Gaussian mixtures").
 */
import { stepCurves, type Curve } from './curves.ts';
import type { StepTable } from '../step-table.ts';

/** Without a point where an arm's training has no adversary. */
export const verdictCurves = (table: StepTable): Curve[] =>
  stepCurves(table, ({ trained }) =>
    trained?.metrics['criticEntropy'] === undefined
      ? undefined
      : { labelled: trained.labelled, value: trained.metrics['criticEntropy'] },
  );
