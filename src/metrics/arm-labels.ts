/** Names of the arms as figures and sentences show them; logs, CSV exports of runs and specs keep the strategies' own names. */
import type { StrategyInfo } from '../protocol/catalogue.ts';
import { armNames, type Spec } from '../protocol/spec.ts';
import { uncapitalise } from './format.ts';

type Labels = readonly Pick<StrategyInfo, 'name' | 'label'>[];

/**
 * In the catalogue's spelling: "DeepFool", "Random 2". Names that the visitor gave stay; so do those of strategies that the
 * catalogue does not know.
 */
export function armLabels(spec: Pick<Spec, 'arms'>, strategies: Labels): string[] {
  return armNames(spec).map((name, i) => {
    const { name: given, strategy } = spec.arms[i]!;
    const label = strategies.find((one) => one.name === strategy)?.label;
    return given !== undefined || label === undefined ? name : label + name.slice(strategy.length);
  });
}

/** The same within a sentence: "random", "DeepFool". Names that were given are unchanged. */
export const armLabelsInSentences = (spec: Pick<Spec, 'arms'>, strategies: Labels): string[] =>
  armLabels(spec, strategies).map((label, i) => (spec.arms[i]!.name === undefined ? uncapitalise(label) : label));
