/** The graph network of CoreGCN and UncertainGCN, fitted to a random subset of the pool and to all labelled samples. */
import { integerParameter, numberParameter, withDefaults } from '../../protocol/parameters.ts';
import { fitGraph, type FittedGraph } from '../../selectors/graph/fit-graph.ts';
import type { StrategyContext } from '../contracts/strategy.ts';
import { unlabelledThenLabelled } from './feature-points.ts';
import { randomSubset, subsetParameter } from './random-subset.ts';

export const graphParameters = [
  {
    ...subsetParameter,
    about:
      'Unlabelled samples in the graph, drawn at random in each cycle, of which the batch is queried; 10,000 in the paper; 0 takes all.',
    default: 10_000,
  },
  integerParameter('steps', {
    label: 'Steps',
    about: 'Steps of the graph network in each cycle, each over all nodes; 200 in the paper.',
    default: 200,
    min: 1,
    max: 10_000,
    step: 50,
  }),
  integerParameter('hidden', {
    label: 'Hidden units',
    about: 'Units of the first graph convolution; 128 in the paper.',
    default: 128,
    min: 1,
    max: 1024,
  }),
  numberParameter('dropout', {
    label: 'Dropout',
    about: 'Share of the hidden units left out in a step; 0.3 in the paper.',
    default: 0.3,
    min: 0,
    max: 0.9,
    step: 0.05,
  }),
  numberParameter('lambda', {
    label: 'λ',
    about: 'Weight of the unlabelled nodes in the loss; 1.2 in the paper.',
    default: 1.2,
    min: 0,
    max: 100,
    step: 0.1,
  }),
  numberParameter('rate', {
    label: 'Learning rate',
    about: 'Adam’s; 0.001 in the paper.',
    default: 1e-3,
    min: 1e-6,
    max: 1,
    step: 1e-4,
  }),
  numberParameter('weightDecay', {
    label: 'Weight decay',
    about: 'Factor of the weights that is added to the gradients; 0.0005 in the paper.',
    default: 5e-4,
    min: 0,
    max: 1,
    step: 1e-4,
  }),
] as const;

export interface GraphSelector {
  /** Indices of the unlabelled nodes, which are the first of the graph's. */
  indices: Int32Array;
  graph: FittedGraph;
  dispose(): void;
}

export function fittedGraph(context: StrategyContext): Promise<GraphSelector> {
  const settings = withDefaults(graphParameters, context.parameters);
  return context.fitSelector(async (control) => {
    const indices = randomSubset({ ...context, parameters: settings }) ?? context.poolIndices;
    const size = context.learner.network.featureSize;
    const rows = {
      outputs: { features: true },
      size,
      rowsOf: ({ features }: { features: Float32Array }) => features,
    } as const;
    const features = await unlabelledThenLabelled(context, rows, indices);
    const nodes = { features, unlabelled: indices.length, rng: context.rng.child('selector') };
    const graph = await fitGraph(nodes, settings, control);
    return { indices, graph, dispose: () => graph.dispose() };
  });
}
