/** Requirement keys that a built network provides. Parameters may switch off some that its model can provide. */
import { networkOutputs, type RequirementKey } from '../protocol/requirements.ts';
import type { Model, Network } from './model.ts';

/** Keys that follow from the network alone. */
export const providedByNetwork = ({ stochastic, loss }: Pick<Network, 'stochastic' | 'loss'>): RequirementKey[] => [
  ...networkOutputs,
  ...(stochastic ? ['dropout'] : []),
  ...(loss === 'cross-entropy' ? ['softmax'] : []),
];

/** Keys of a network built by the model: those of the network, and those of the model that no parameter switches off. */
export const providedByLearner = (
  { about }: Pick<Model, 'about'>,
  network: Pick<Network, 'stochastic' | 'loss'>,
): RequirementKey[] => [
  ...providedByNetwork(network),
  ...(about.provides ?? []).filter((key) => key !== 'dropout' && key !== 'softmax'),
];
