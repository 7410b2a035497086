/**
 * TypiClust: typical samples of clusters without labels, for the first few labels of an experiment (Hacohen, Dekel & Weinshall
 * 2022, Algorithm 1). Mini-batch k-means of the authors' code, for more than 50 clusters, is Lloyd's algorithm here.
 */
import { typicalPoints } from '../algorithms/clustering/typical-points.ts';
import { neighbourCount, typicalityIn } from '../algorithms/neighbours/typicality.ts';
import { integerParameter, withDefaults } from '../protocol/parameters.ts';
import { acquisitionOf, type Strategy } from './contracts/strategy.ts';
import { representation, representationParameter } from './support/representation.ts';

const parameters = [
  representationParameter,
  integerParameter('clusters', {
    label: 'Most clusters',
    about: 'There are as many clusters as there will be labels after the query, and at most so many.',
    default: 500,
    min: 1,
    max: 10_000,
    step: 10,
  }),
];

export const typiClust: Strategy = {
  about: {
    name: 'typi-clust',
    label: 'TypiClust',
    group: 'diversity',
    summary: 'typical samples of clusters without labels',
    about:
      'Clusters the pool into as many groups as there will be labels, and queries from each group without a label the most typical sample: the one with the nearest neighbours. For the first few labels, when uncertainty means little.',
    reference:
      'Hacohen, Dekel & Weinshall, “Active learning on a budget: opposite strategies suit high and low budgets”, ICML 2022',
    parameters,
    requires: [],
  },
  async select(context) {
    const { clusters: maxClusters } = withDefaults(parameters, context.parameters);
    const { points, candidates } = await representation(context);
    const { positions, typicality, clusters } = await typicalPoints(
      points,
      { candidates, size: context.batchSize, maxClusters, rng: context.rng },
      () => context.checkpoint(),
    );
    const indices = positions.map((position) => context.poolIndices[position]!);
    return { indices, scores: typicality, metrics: { clusters } };
  },
  async acquisition(context) {
    const { points, candidates, outputs, pointsOf } = await representation(context);
    const pool = { ...points, values: points.values.subarray(0, candidates * points.size), count: candidates };
    const options = { k: neighbourCount(candidates), ofThemselves: false, checkpoint: () => context.checkpoint() };
    return acquisitionOf({
      outputs,
      score: async (view) => Float32Array.from(await typicalityIn(await pointsOf(view), pool, options)),
    });
  },
};
