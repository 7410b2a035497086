/**
 * How hard the queried samples are: cross-entropy of the learner's prediction with the true class, before training on them
 * (Fig. 7 of the Gaussian-mixture paper). The true classes are looked up, as for the test set; no strategy sees them.
 */
import { crossEntropyOf } from '../../strategies/support/uncertainty.ts';
import type { Selection, StrategyContext, PredictionView } from '../../strategies/contracts/strategy.ts';
import type { Queried } from '../../protocol/events.ts';
import type { RunContext } from '../run-context.ts';
import { armMethods } from '../registry.ts';
import { unlabelledSet } from '../samples/sample-sets.ts';
import { viewOf } from './views.ts';

/** Whether a run has an arm that compares labelled with unlabelled features; the log of every other run is without losses. */
export const usesFeatureComparison = ({ registry, spec }: RunContext): boolean =>
  spec.arms.some((_, arm) => {
    const { strategy, training } = armMethods(registry, spec, arm);
    return !!training.about.provides?.length || strategy.about.requires.includes('trunk');
  });

/** @param view the learner's predictions for the selection, in its order */
export async function queryLosses(
  { labels, samples }: RunContext,
  { learner, checkpoint }: StrategyContext,
  { perMetric = [] }: Selection,
  view: PredictionView,
): Promise<Pick<Queried, 'losses' | 'perMetric'>> {
  const losses = (of: PredictionView) => Array.from(of.indices, (index, i) => crossEntropyLoss(of, i, labels[index]!));
  const meanLosses = [];
  for (const { metric, indices } of perMetric) {
    const of = await viewOf(learner.network, unlabelledSet(samples, indices), indices, [], checkpoint);
    const knownLosses = losses(of).filter((loss) => loss !== null);
    if (knownLosses.length > 0)
      meanLosses.push({ metric, loss: knownLosses.reduce((a, b) => a + b, 0) / knownLosses.length });
  }
  return { losses: losses(view), ...(meanLosses.length > 0 && { perMetric: meanLosses }) };
}

/** Null where the truth is not known, or the learner has no number for it. */
function crossEntropyLoss({ probabilities, classes }: PredictionView, i: number, label: number): number | null {
  const loss = label < 0 ? NaN : crossEntropyOf(probabilities, classes, i, label);
  return Number.isFinite(loss) ? loss : null;
}
