/**
 * WAAL's query (Shui et al. 2020, Eq. 9–11 and algorithm 1): the unsure samples that look unlike the labelled ones to
 * the critic which the training has left behind. Ranked by U(x) − c·g(x), the smallest first, where U is the mixture of
 * the two upper bounds of the unknown loss: both are small where the prediction is even, and large where it is sure.
 */
import { numberParameter } from '../protocol/parameters.ts';
import { checkedLearner } from './support/learner-batches.ts';
import type { Strategy } from './contracts/strategy.ts';
import { criticScores, trunkBatches } from './support/trunk-batches.ts';
import { Top } from './support/top.ts';

/** Probabilities are taken as at least this. */
const MIN_PROBABILITY = 1e-7;

export const waal: Strategy = {
  about: {
    name: 'waal',
    label: 'WAAL query',
    summary: 'uncertain, and unlabelled according to the critic',
    about:
      'Queries samples that are uncertain and that the critic of the training scores as unlabelled, because no similar sample is labelled yet. Needs a training method with a critic.',
    reference:
      'Shui, Zhou, Gagné & Wang, “Deep active learning: unified and principled method for query and training”, AISTATS 2020',
    parameters: [
      numberParameter('selection', {
        label: 'Weight of the critic',
        about: 'How much being unlike the labelled counts beside being unsure; 5 in the paper, 10 for CIFAR-10.',
        default: 5,
        min: 0,
        max: 1000,
        step: 1,
      }),
      numberParameter('mixture', {
        label: 'Share of the worst case',
        about: 'Of the worst-case bound in the mixture of both; the rest is the sum over all classes.',
        default: 0.5,
        min: 0,
        max: 1,
        step: 0.05,
      }),
    ],
    requires: ['softmax', 'critic', 'probabilities', 'trunk'],
  },
  async select(context) {
    const { parameters, ...learner } = checkedLearner(waal, context);
    const score = waalScore(parameters['selection'] as number, parameters['mixture'] as number);
    const top = new Top(context.batchSize);
    for await (const { positions, probabilities, critic } of trunkBatches(learner, learner.pool, context)) {
      positions.forEach((position, i) => {
        const value = score(probabilities, learner.network.classes, i, critic![i]!);
        top.offer(context.poolIndices[position]!, -value, value);
      });
    }
    return top.toSelection();
  },
  acquisition(context) {
    const { parameters, artifacts } = checkedLearner(waal, context);
    const score = waalScore(parameters['selection'] as number, parameters['mixture'] as number);
    return Promise.resolve(async (view) => {
      const critic = await criticScores(artifacts!.scores['critic']!, view);
      return Float32Array.from(view.indices, (_, i) => -score(view.probabilities, view.classes, i, critic[i]!));
    });
  },
};

/** U(x) − c·g(x) of row `i`. */
function waalScore(c: number, worstShare: number) {
  return (probabilities: Float32Array, classes: number, i: number, g: number): number =>
    upperBound(probabilities, classes, i, worstShare) - c * g;
}

/** The mixture of max_y −ln p_y (Eq. 10) and Σ_y −ln p_y (Eq. 11) of row `i`. */
export function upperBound(probabilities: Float32Array, classes: number, i: number, worstShare: number): number {
  let worstCase = 0;
  let sum = 0;
  for (let at = i * classes; at < (i + 1) * classes; at++) {
    const loss = -Math.log(Math.max(probabilities[at]!, MIN_PROBABILITY));
    worstCase = Math.max(worstCase, loss);
    sum += loss;
  }
  return worstShare * worstCase + (1 - worstShare) * sum;
}
