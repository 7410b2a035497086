/** What a built network provides: by its parameters it may lack what its model can provide. */
import { networkOutputs, type RequirementKey } from '../protocol/requirements.ts';
import type { Model, Network } from './model.ts';

/** Keys of `requirements`, of a network by itself. */
export const providedByNetwork = ({ stochastic, loss }: Pick<Network, 'stochastic' | 'loss'>): RequirementKey[] => [
  ...networkOutputs,
  ...(stochastic ? ['dropout'] : []),
  ...(loss === 'cross-entropy' ? ['softmax'] : []),
];

/** Keys of `requirements`, of a network that the model has built: those of the network, and the model's that no parameter takes away. */
export const providedByLearner = (
  { about }: Pick<Model, 'about'>,
  network: Pick<Network, 'stochastic' | 'loss'>,
): RequirementKey[] => [
  ...providedByNetwork(network),
  ...(about.provides ?? []).filter((key) => key !== 'dropout' && key !== 'softmax'),
];
