/**
 * How hard the samples are that a query asks for: cross-entropy of the learner's prediction with the true class, before it
 * has learnt from them (Fig. 7 of the Gaussian-mixture paper). The truth is looked up, as for the test set; no method sees it.
 */
import { crossEntropyOf } from '../../strategies/support/uncertainty.ts';
import type { Selection, StrategyContext, View } from '../../strategies/contracts/strategy.ts';
import type { Queried } from '../../protocol/events.ts';
import type { Bench } from '../run-context.ts';
import { strategyFor, trainingFor } from '../registry.ts';
import { unlabelledSet } from '../samples/sample-sets.ts';
import { wholeViewOf } from './views.ts';

/** Whether a run has an arm that compares labelled with unlabelled features; the log of every other run is without losses. */
export const comparesFeatures = ({ means, spec }: Bench): boolean =>
  spec.arms.some(
    (_, arm) =>
      !!trainingFor(means, spec, arm).chosen.about.leaves?.length ||
      strategyFor(means, spec, arm).chosen.about.needs.includes('trunk'),
  );

/** @param view the learner's predictions for what was selected, in that order */
export async function lossesOf(
  { labels, samples }: Bench,
  { learner, gate }: StrategyContext,
  { alone = [] }: Selection,
  view: View,
): Promise<Pick<Queried, 'losses' | 'alone'>> {
  const losses = (of: View) => Array.from(of.indices, (index, i) => lossOf(of, i, labels[index]!));
  const means = [];
  for (const { metric, indices } of alone) {
    const of = await wholeViewOf(learner.network, unlabelledSet(samples, indices), indices, [], gate);
    const known = losses(of).filter((loss) => loss !== null);
    if (known.length > 0) means.push({ metric, loss: known.reduce((a, b) => a + b, 0) / known.length });
  }
  return { losses: losses(view), ...(means.length > 0 && { alone: means }) };
}

/** Null where the truth is not known, or the learner has no number for it. */
function lossOf({ probabilities, classes }: View, i: number, label: number): number | null {
  const loss = label < 0 ? NaN : crossEntropyOf(probabilities, classes, i, label);
  return Number.isFinite(loss) ? loss : null;
}
