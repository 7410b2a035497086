/**
 * Losses of the queried samples: cross-entropy of the learner's prediction with the true class, before training on them
 * (Fig. 7 of the Gaussian-mixture paper). The true classes are the data set's own; no strategy has access to them.
 */
import { crossEntropyOf, rowOf } from '../../strategies/support/uncertainty.ts';
import type { PredictionView } from '../../strategies/contracts/prediction.ts';
import type { Selection, StrategyContext } from '../../strategies/contracts/strategy.ts';
import { quiet } from '../../trainer/control.ts';
import type { Queried } from '../../protocol/events.ts';
import type { RunContext } from '../run-context.ts';
import { armMethods } from '../registry.ts';
import { unlabelledSet } from '../samples/sample-sets.ts';
import { predictAll } from './predictions.ts';

type ClassPredictions = PredictionView<{ probabilities: true }>;

/** Whether an arm of the run compares labelled with unlabelled features. The log of every other run has no losses. */
export const usesFeatureComparison = ({ registry, spec }: RunContext): boolean =>
  spec.arms.some((_, arm) => {
    const { strategy, training } = armMethods(registry, spec, arm);
    return !!training.about.provides?.length || strategy.about.requires.includes('trunk');
  });

/** @param queried the selection, and the learner's predictions for its samples in the same order */
export async function queryLosses(
  { labels, samples }: RunContext,
  context: Pick<StrategyContext, 'learner' | 'checkpoint'>,
  { selection: { perMetric = [] }, view }: { selection: Selection; view: ClassPredictions },
): Promise<Pick<Queried, 'losses' | 'perMetric'>> {
  const losses = (of: ClassPredictions) =>
    Array.from(of.indices, (index, i) => crossEntropyLoss(of, i, labels[index]!));
  const meanLosses = [];
  for (const { metric, indices } of perMetric) {
    const batch = { learner: context.learner, samples: unlabelledSet(samples, indices), indices };
    const predictions = await predictAll(batch, { probabilities: true }, quiet(context));
    const knownLosses = losses(predictions).filter((loss) => loss !== null);
    if (knownLosses.length > 0)
      meanLosses.push({ metric, loss: knownLosses.reduce((a, b) => a + b, 0) / knownLosses.length });
  }
  return { losses: losses(view), ...(meanLosses.length > 0 && { perMetric: meanLosses }) };
}

/** Null for a sample without a label, and for a prediction that is NaN. */
function crossEntropyLoss({ probabilities, classes }: ClassPredictions, i: number, label: number): number | null {
  const loss = label < 0 ? NaN : crossEntropyOf(rowOf(probabilities, i, classes), label);
  return Number.isFinite(loss) ? loss : null;
}
