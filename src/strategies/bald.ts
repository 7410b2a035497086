/**
 * BALD over dropout: the mutual information between the label and the weights, H(mean p) − mean H(p) over passes with
 * dropout (Houlsby et al. 2011, Eq. 2; Gal, Islam & Ghahramani 2017, section 3). The baseline "DBAL" of the WAAL paper.
 */
import { tieOrder } from '../algorithms/tie-order.ts';
import { integerParameter, withDefaults } from '../protocol/parameters.ts';
import type { Strategy } from './contracts/strategy.ts';
import { checkedLearner } from './support/checked-learner.ts';
import { randomSubset, subsetParameter } from './support/random-subset.ts';
import { Top } from './support/top.ts';
import { entropyOf, meanPrediction, rowOf } from './support/uncertainty.ts';

export const passesParameter = (passes: number) =>
  integerParameter('passes', {
    label: 'Passes',
    about: 'Number of predictions per sample, each with a different dropout mask.',
    default: passes,
    min: 2,
    max: 200,
  });

const parameters = [passesParameter(10), subsetParameter];

export const bald: Strategy = {
  about: {
    name: 'bald',
    label: 'BALD',
    group: 'bayesian',
    summary: 'highest disagreement between dropout passes',
    about:
      'Predicts several times with dropout and queries the samples with the highest mutual information between label and weights: each pass is confident, but the passes disagree. Needs a model with dropout.',
    reference:
      'Gal, Islam & Ghahramani, “Deep Bayesian active learning with image data”, ICML 2017; Houlsby, Huszár, Ghahramani & Lengyel 2011',
    parameters,
    requires: ['dropout', 'softmax'],
    noSurface: 'No score for places: each sample takes many passes with dropout',
  },
  async select(context) {
    checkedLearner(bald, context);
    const { passes } = withDefaults(parameters, context.parameters);
    const top = new Top(context.batchSize, tieOrder(context.rng));
    for await (const { indices, classes, passes: predictions } of context.predict({ passes }, randomSubset(context)))
      indices.forEach((index, i) => {
        const score = mutualInformation(rowOf(predictions, i, passes * classes), classes);
        top.offer(index, score, score);
      });
    return top.toSelection();
  },
};

/** H(mean p) − mean H(p) of one sample, in nats. @param predictions `[passes, classes]` */
export function mutualInformation(predictions: Float32Array, classes: number): number {
  const passes = predictions.length / classes;
  let meanEntropy = 0;
  for (let pass = 0; pass < passes; pass++) meanEntropy += entropyOf(predictions, classes, pass) / passes;
  return entropyOf(meanPrediction(predictions, classes), classes, 0) - meanEntropy;
}
