/**
 * Entropy of the critic's predictions, labelled or unlabelled, over the last tenth of each training, in nats: ln 2 where it
 * cannot separate them, 0 where it is certain, as a critic that has memorised the labelled samples (Fig. 5 of "Distribution
 * aware active learning via Gaussian mixtures").
 */
import { stepCurves, type Curve } from './curves.ts';
import type { StepTable } from '../step-table.ts';

/** Arms whose training has no critic have no point. */
export const verdictCurves = (table: StepTable): Curve[] =>
  stepCurves(table, ({ trained }) =>
    trained?.metrics['criticEntropy'] === undefined
      ? undefined
      : { labelled: trained.labelled, value: trained.metrics['criticEntropy'] },
  );
