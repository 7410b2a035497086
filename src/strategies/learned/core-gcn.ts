/**
 * CoreGCN (Caramalau, Bhattarai and Kim, CVPR 2021): core-set's k-centre greedy in the features of a graph network that tells
 * labelled from unlabelled samples: its hidden units and its logit side by side, as in the authors' code.
 */
import { farthestFirst, nearestSquared } from '../../algorithms/clustering/farthest-first.ts';
import type { Points } from '../../algorithms/points.ts';
import { tieOrder } from '../../algorithms/tie-order.ts';
import { acquisitionOf, type Strategy } from '../contracts/strategy.ts';
import { featurePoints } from '../support/feature-points.ts';
import { fittedGraph, graphParameters, type GraphSelector } from '../support/graph-selector.ts';

export const coreGcn: Strategy = {
  about: {
    name: 'core-gcn',
    label: 'CoreGCN',
    group: 'diversity',
    summary: 'core-set in the features of a graph network',
    about:
      'Links a random subset of the pool and the labelled samples by the cosines of the learner’s features, fits a graph network that tells labelled from unlabelled nodes, and queries, one after the other, the sample that is farthest in its features from everything labelled or queried.',
    reference: 'Caramalau, Bhattarai & Kim, “Sequential graph convolutional network for active learning”, CVPR 2021',
    parameters: [...graphParameters],
    requires: ['features'],
  },
  async select(context) {
    const selector = await fittedGraph(context);
    const { unlabelled, labelled } = nodesByKind(selector);
    const { positions, distances } = await farthestFirst(
      unlabelled,
      { centres: labelled, size: context.batchSize, order: tieOrder(context.rng) },
      () => context.checkpoint(),
    );
    return { indices: positions.map((position) => selector.indices[position]!), scores: distances };
  },
  async acquisition(context) {
    const selector = await fittedGraph(context);
    const { labelled } = nodesByKind(selector);
    return acquisitionOf({
      outputs: { features: true },
      async score(view) {
        const { features } = await selector.graph.outputsOf(featurePoints(view));
        return Float32Array.from(view.indices, (_, i) => Math.sqrt(nearestSquared(features, i, labelled)));
      },
    });
  },
};

function nodesByKind({ indices, graph }: GraphSelector): { unlabelled: Points; labelled: Points } {
  const { values, count, size } = graph.nodes.features;
  const from = indices.length;
  return {
    unlabelled: { values: values.subarray(0, from * size), count: from, size },
    labelled: { values: values.subarray(from * size), count: count - from, size },
  };
}
