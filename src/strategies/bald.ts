/**
 * BALD over dropout: the mutual information between the label and the weights, H(mean p) − mean H(p) over passes with
 * dropout (Houlsby et al. 2011, Eq. 2; Gal, Islam & Ghahramani 2017, section 3). The baseline "DBAL" of the WAAL paper.
 */
import { integerParameter } from '../protocol/parameters.ts';
import { dropoutPasses } from '../trainer/dropout-passes.ts';
import { inputBatches, checkedLearner } from './support/learner-batches.ts';
import type { Strategy } from './contracts/strategy.ts';
import { Top } from './support/top.ts';
import { entropyOf } from './support/uncertainty.ts';

export const passesParameter = (passes: number) =>
  integerParameter('passes', {
    label: 'Passes',
    about: 'Number of predictions per sample, each with a different dropout mask.',
    default: passes,
    min: 2,
    max: 200,
  });

export const bald: Strategy = {
  about: {
    name: 'bald',
    label: 'BALD',
    summary: 'highest disagreement between dropout passes',
    about:
      'Predicts several times with dropout and queries the samples with the highest mutual information between label and weights: each pass is confident, but the passes disagree. Needs a model with dropout.',
    reference:
      'Gal, Islam & Ghahramani, “Deep Bayesian active learning with image data”, ICML 2017; Houlsby, Huszár, Ghahramani & Lengyel 2011',
    parameters: [passesParameter(10)],
    requires: ['dropout', 'softmax'],
  },
  async select(context) {
    const { network, pool, parameters } = checkedLearner(bald, context);
    const passes = parameters['passes'] as number;
    const top = new Top(context.batchSize);
    for await (const batch of inputBatches(network, pool, context)) {
      const probabilities = await dropoutPasses(network, batch, passes, context.rng);
      batch.positions.forEach((position, i) => {
        const score = mutualInformation(probabilities, i, passes, network.classes);
        top.offer(context.poolIndices[position]!, score, score);
      });
    }
    return top.toSelection();
  },
};

/** H(mean p) − mean H(p) in nats of sample `i` in `[n, passes, classes]`. */
export function mutualInformation(probabilities: Float32Array, i: number, passes: number, classes: number): number {
  const mean = new Float32Array(classes);
  let meanEntropy = 0;
  for (let pass = i * passes; pass < (i + 1) * passes; pass++) {
    for (let c = 0; c < classes; c++) mean[c]! += probabilities[pass * classes + c]! / passes;
    meanEntropy += entropyOf(probabilities, classes, pass) / passes;
  }
  return entropyOf(mean, classes, 0) - meanEntropy;
}
