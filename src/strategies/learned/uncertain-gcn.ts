/**
 * UncertainGCN (Caramalau, Bhattarai and Kim, CVPR 2021): queries the samples whose confidence of being labelled, by a graph
 * network on the learner's features, is nearest to a margin. The paper writes an arg max of |s − s_margin| (Eq. 6); the authors'
 * code labels the least, and so does this.
 */
import { tieOrder } from '../../algorithms/tie-order.ts';
import { numberParameter, withDefaults } from '../../protocol/parameters.ts';
import type { Selection, Strategy, StrategyContext } from '../contracts/strategy.ts';
import { acquisitionOf } from '../contracts/strategy.ts';
import { featurePoints } from '../support/feature-points.ts';
import { fittedGraph, graphParameters } from '../support/graph-selector.ts';
import { Top } from '../support/top.ts';

const parameters = [
  ...graphParameters,
  numberParameter('margin', {
    label: 'Margin',
    about: 'Confidence of being labelled near which samples are queried; 0.1 in the paper.',
    default: 0.1,
    min: 0,
    max: 1,
    step: 0.05,
  }),
];

export const uncertainGcn: Strategy = {
  about: {
    name: 'uncertain-gcn',
    label: 'UncertainGCN',
    group: 'distribution',
    summary: 'hardly labelled, by a network on a graph',
    about:
      'Links a random subset of the pool and the labelled samples by the cosines of the learner’s features, fits a graph network that tells labelled from unlabelled nodes, and queries the samples whose confidence of being labelled is nearest to a small margin.',
    reference: 'Caramalau, Bhattarai & Kim, “Sequential graph convolutional network for active learning”, CVPR 2021',
    parameters,
    requires: ['features'],
  },
  async select(context) {
    const { indices, graph } = await fittedGraph(context);
    const logits = graph.nodes.logits.subarray(0, indices.length);
    const selection = nearestToMargin({ indices, logits }, marginOf(context), context);
    return { ...selection, metrics: quartiles(logits) };
  },
  async acquisition(context) {
    const { graph } = await fittedGraph(context);
    const margin = marginOf(context);
    return acquisitionOf({
      outputs: { features: true },
      score: async (view) =>
        (await graph.outputsOf(featurePoints(view))).logits.map((logit) => -distanceToMargin(logit, margin)),
    });
  },
};

const marginOf = ({ parameters: given }: StrategyContext): number => withDefaults(parameters, given).margin;

const confidenceOf = (logit: number): number => 1 / (1 + Math.exp(-logit));

const distanceToMargin = (logit: number, margin: number): number => Math.abs(confidenceOf(logit) - margin);

/** Of the confidences of the unlabelled nodes: a margin means something only where they are spread out. */
function quartiles(logits: Float32Array): Record<string, number> {
  const sorted = logits.map(confidenceOf).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return {
    labelledConfidenceLowerQuartile: at(0.25),
    labelledConfidenceMedian: at(0.5),
    labelledConfidenceUpperQuartile: at(0.75),
  };
}

/** The batch whose |s − margin|, its scores, is least. @param nodes logits of s, one for each index */
export function nearestToMargin(
  { indices, logits }: { indices: Int32Array; logits: Float32Array },
  margin: number,
  { batchSize, rng }: Pick<StrategyContext, 'batchSize' | 'rng'>,
): Selection {
  const top = new Top(batchSize, tieOrder(rng));
  indices.forEach((index, i) => {
    const distance = distanceToMargin(logits[i]!, margin);
    top.offer(index, -distance, distance);
  });
  return top.toSelection();
}
