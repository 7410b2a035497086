/** Whether learner and training method have what a strategy needs, said in words before anything is trained. */
import type { Network } from '../../models/model.ts';
import type { Leaving, Need } from '../../protocol/catalogue.ts';
import { Problem } from '../../protocol/problem.ts';
import type { Values } from '../../protocol/spec.ts';
import type { Strategy } from './strategy.ts';

type Asked = Pick<Strategy, 'about' | 'needsToo'>;

/**
 * @param leaves what the training method leaves behind
 * @throws Problem `unfit`
 */
export function checkNeeds(
  strategy: Asked,
  parameters: Values,
  network: Pick<Network, 'stochastic' | 'loss'>,
  leaves: readonly Leaving[],
): void {
  const { label } = strategy.about;
  const needs = new Set<Need>([...strategy.about.needs, ...(strategy.needsToo?.(parameters) ?? [])]);
  if (needs.has('dropout') && !network.stochastic)
    throw new Problem(
      'unfit',
      `${label} compares passes with dropout, and this network has none: every pass would say the same.`,
      'Choose a model with dropout, set its dropout above 0, or choose another strategy.',
    );
  if (needs.has('softmax') && network.loss === 'hinge')
    throw new Problem(
      'unfit',
      `${label} looks at the outputs of all classes, and a classifier with hinge loss has a single one.`,
      'Choose a model with cross-entropy, or the strategy “minimum-distance”.',
    );
  if (needs.has('critic') && !leaves.includes('critic'))
    throw new Problem(
      'unfit',
      `${label} asks the critic that tells labelled from unlabelled samples, and this training method leaves none behind.`,
      'Choose a training method with a critic, or another strategy.',
    );
}
