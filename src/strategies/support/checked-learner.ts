/** The context's learner, checked against what a strategy requires of it. */
import { providedByNetwork } from '../../models/provided-keys.ts';
import { requirementsOf } from '../../protocol/parameter-requirements.ts';
import { checkRequirements } from '../../protocol/requirements.ts';
import type { FittedLearner, Strategy, StrategyContext } from '../contracts/strategy.ts';

/** @throws Problem `unfit` where the learner does not provide what the strategy requires */
export function checkedLearner(
  { about }: Pick<Strategy, 'about'>,
  { learner, parameters }: Pick<StrategyContext, 'learner' | 'parameters'>,
): FittedLearner {
  const { scores, passScores, ensemble } = learner.artifacts ?? {};
  const provides = [
    ...providedByNetwork(learner.network),
    ...Object.keys({ ...scores, ...passScores }),
    ...(ensemble ? ['members'] : []),
  ];
  checkRequirements({ requires: requirementsOf(about, parameters), provides }, { by: about });
  return learner;
}
