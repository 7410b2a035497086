/**
 * ProbCover: balls of one radius that cover as much of the pool as possible, for the first few labels of an experiment
 * (Yehuda, Dekel, Hacohen & Weinshall 2022, Algorithm 1). Where everything is covered, the authors' code takes the first sample of the
 * pool; here the rest of the batch is random.
 */
import { coveredByLabelled, greedyCover, pureRadius } from '../algorithms/clustering/probability-cover.ts';
import { visitBalls } from '../algorithms/neighbours/balls.ts';
import { tieOrder } from '../algorithms/tie-order.ts';
import { numberParameter, withDefaults } from '../protocol/parameters.ts';
import { acquisitionOf, type Strategy, type StrategyContext } from './contracts/strategy.ts';
import { representation, representationParameter, type Representation } from './support/representation.ts';

const parameters = [
  representationParameter,
  numberParameter('radius', {
    label: 'Radius of the balls',
    about:
      'δ, in the feature space’s own units; 0 chooses it: the largest at which 95 % of the balls hold one k-means group only.',
    default: 0,
    min: 0,
    max: 1000,
    step: 0.05,
  }),
];

/** δ as given, or chosen; the same in every call of a cycle. */
async function radiusOf({ points }: Representation, context: StrategyContext): Promise<number> {
  const { radius } = withDefaults(parameters, context.parameters);
  return radius > 0
    ? radius
    : pureRadius(points, { groups: context.classes, rng: context.rng }, () => context.checkpoint());
}

export const probCover: Strategy = {
  about: {
    name: 'prob-cover',
    label: 'ProbCover',
    group: 'diversity',
    summary: 'balls that cover most of the pool',
    about:
      'Draws a ball of one radius around every sample, and queries the sample whose ball holds most samples that no labelled or queried ball has yet. For the first few labels; how well it works depends on the radius, which is shown with each query.',
    reference: 'Yehuda, Dekel, Hacohen & Weinshall, “Active learning through a covering lens”, NeurIPS 2022',
    parameters,
    requires: [],
  },
  async select(context) {
    const space = await representation(context);
    const radius = await radiusOf(space, context);
    const { positions, gains, coverage } = await greedyCover(
      space.points,
      { candidates: space.candidates, size: context.batchSize, radius, order: tieOrder(context.rng) },
      () => context.checkpoint(),
    );
    const indices = positions.map((position) => context.poolIndices[position]!);
    return {
      indices,
      scores: gains,
      metrics: { coverRadius: radius, coveredBefore: coverage.before, coveredAfter: coverage.after },
    };
  },
  async acquisition(context) {
    const space = await representation(context);
    const radius = await radiusOf(space, context);
    const checkpoint = () => context.checkpoint();
    const { uncovered } = await coveredByLabelled(space.points, { ...space, radius }, checkpoint);
    return acquisitionOf({
      outputs: space.outputs,
      score: async (view) => {
        const degrees = new Float32Array(view.indices.length);
        const places = await space.pointsOf(view);
        await visitBalls(places, uncovered, { radius, checkpoint, visit: (place) => void degrees[place]!++ });
        return degrees;
      },
    });
  },
};
