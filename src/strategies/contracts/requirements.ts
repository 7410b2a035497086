/** Whether learner and training method have what a strategy needs, said in words before anything is trained. */
import type { Network } from '../../models/model.ts';
import type { ArtifactName, Requirement } from '../../protocol/catalogue.ts';
import { Problem } from '../../protocol/problem.ts';
import type { ParameterValues } from '../../protocol/spec.ts';
import type { Strategy } from './strategy.ts';

type Requiring = Pick<Strategy, 'about' | 'requirementsFor'>;

/**
 * @param provides what the training method leaves behind
 * @throws Problem `unfit`
 */
export function checkRequirements(
  strategy: Requiring,
  parameters: ParameterValues,
  network: Pick<Network, 'stochastic' | 'loss'>,
  provides: readonly ArtifactName[],
): void {
  const { label } = strategy.about;
  const required = new Set<Requirement>([
    ...strategy.about.requires,
    ...(strategy.requirementsFor?.(parameters) ?? []),
  ]);
  if (required.has('dropout') && !network.stochastic)
    throw new Problem(
      'unfit',
      `${label} compares passes with dropout, and this network has none: every pass would give the same prediction.`,
      'Choose a model with dropout, set its dropout above 0, or choose another strategy.',
    );
  if (required.has('softmax') && network.loss === 'hinge')
    throw new Problem(
      'unfit',
      `${label} needs an output per class, and a classifier with hinge loss has a single one.`,
      'Choose a model with cross-entropy, or the strategy “minimum-distance”.',
    );
  if (required.has('critic') && !provides.includes('critic'))
    throw new Problem(
      'unfit',
      `${label} needs a critic that separates labelled from unlabelled samples, and this training method provides none.`,
      'Choose a training method with a critic, or another strategy.',
    );
}
