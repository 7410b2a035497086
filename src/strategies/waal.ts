/**
 * WAAL's query (Shui et al. 2020, Eq. 9–11 and algorithm 1): uncertain samples that the training's critic scores as unlike the
 * labelled ones. Ranked by U(x) − c·g(x), the smallest first, where g is the critic and U the mixture of two upper bounds of the
 * unknown loss: both are small for an even prediction and large for a confident one.
 */
import { tieOrder } from '../algorithms/tie-order.ts';
import { numberParameter, withDefaults } from '../protocol/parameters.ts';
import type { PredictionView } from './contracts/prediction.ts';
import { acquisitionOf, type Strategy, type StrategyContext } from './contracts/strategy.ts';
import { checkedLearner } from './support/checked-learner.ts';
import { randomSubset, subsetParameter } from './support/random-subset.ts';
import { Top } from './support/top.ts';
import { rowOf } from './support/uncertainty.ts';

/** Lower bound of probabilities. */
const MIN_PROBABILITY = 1e-7;

const parameters = [
  numberParameter('selection', {
    label: 'Weight of the critic',
    about: 'Weight of the critic’s score relative to uncertainty; 5 in the paper, 10 for CIFAR-10.',
    default: 5,
    min: 0,
    max: 1000,
    step: 1,
  }),
  numberParameter('mixture', {
    label: 'Share of the worst case',
    about: 'Share of the worst-case bound in the mixture of both bounds; the rest is the sum over all classes.',
    default: 0.5,
    min: 0,
    max: 1,
    step: 0.05,
  }),
  subsetParameter,
];

const outputs = { probabilities: true, scores: ['critic'] } as const;

export const waal: Strategy = {
  about: {
    name: 'waal',
    label: 'WAAL query',
    group: 'distribution',
    summary: 'uncertain, and unlabelled according to the critic',
    about:
      'Queries samples that are uncertain and that the critic of the training scores as unlabelled, because no similar sample is labelled yet. Needs a training method with a critic.',
    reference:
      'Shui, Zhou, Gagné & Wang, “Deep active learning: unified and principled method for query and training”, AISTATS 2020',
    parameters,
    ownTraining: 'wasserstein',
    requires: ['softmax', 'critic', 'probabilities', 'trunk'],
  },
  async select(context) {
    const score = checkedScore(context);
    const top = new Top(context.batchSize, tieOrder(context.rng));
    for await (const view of context.predict(outputs, randomSubset(context)))
      view.indices.forEach((index, i) => {
        const value = score(view, i);
        top.offer(index, -value, value);
      });
    return top.toSelection();
  },
  acquisition(context) {
    const score = checkedScore(context);
    return acquisitionOf({
      outputs,
      score: (view) => Float32Array.from(view.indices, (_, i) => -score(view, i)),
    });
  },
};

/** U(x) − c·g(x) of sample `i` of a view. @throws Problem `unfit` where the learner has no critic */
function checkedScore(context: StrategyContext) {
  checkedLearner(waal, context);
  const { selection, mixture } = withDefaults(parameters, context.parameters);
  return ({ probabilities, classes, scores: { critic } }: PredictionView<typeof outputs>, i: number): number =>
    upperBound(rowOf(probabilities, i, classes), mixture) - selection * critic[i]!;
}

/**
 * The mixture of max_y −ln p_y (Eq. 10) and Σ_y −ln p_y (Eq. 11).
 * @param row probabilities `[classes]`
 * @param worstShare share of the maximum
 */
export function upperBound(row: Float32Array, worstShare: number): number {
  let worstCase = 0;
  let sum = 0;
  for (const p of row) {
    const loss = -Math.log(Math.max(p, MIN_PROBABILITY));
    worstCase = Math.max(worstCase, loss);
    sum += loss;
  }
  return worstShare * worstCase + (1 - worstShare) * sum;
}
