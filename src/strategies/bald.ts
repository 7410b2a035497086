/**
 * BALD over dropout: the mutual information between the label and the weights, H(mean p) − mean H(p) over passes with
 * dropout (Houlsby et al. 2011, Eq. 2; Gal, Islam & Ghahramani 2017, section 3). The baseline "DBAL" of the WAAL paper.
 */
import type { ParameterInfo } from '../protocol/catalogue.ts';
import { dropoutPasses } from '../trainer/dropout-passes.ts';
import { batchesOf, prepared } from './support/learner-batches.ts';
import type { Strategy } from './contracts/strategy.ts';
import { Top } from './support/top.ts';
import { entropyOf } from './support/uncertainty.ts';

export const passesParameter = (passes: number): ParameterInfo => ({
  name: 'passes',
  label: 'Passes',
  about: 'How often the learner looks at every sample, each time with other units left out.',
  kind: 'integer',
  default: passes,
  min: 2,
  max: 200,
  step: 1,
});

export const bald: Strategy = {
  about: {
    name: 'bald',
    label: 'BALD',
    summary: 'where passes with dropout contradict each other',
    about:
      'Runs the learner several times with different units dropped. It asks where each pass is sure of its answer, but the passes do not agree: where knowing the label would say most about the weights. Needs a model with dropout.',
    reference:
      'Gal, Islam & Ghahramani, “Deep Bayesian active learning with image data”, ICML 2017; Houlsby, Huszár, Ghahramani & Lengyel 2011',
    parameters: [passesParameter(10)],
    needs: ['dropout', 'softmax'],
  },
  async select(context) {
    const { network, pool, parameters } = prepared(bald, context);
    const passes = parameters['passes'] as number;
    const top = new Top(context.size);
    for await (const batch of batchesOf(network, pool, context)) {
      const probabilities = await dropoutPasses(network, batch, passes, context.draws);
      batch.positions.forEach((position, i) => {
        const score = informationOf(probabilities, i, passes, network.classes);
        top.offer(context.poolIndices[position]!, score, score);
      });
    }
    return top.take();
  },
};

/** H(mean p) − mean H(p) in nats of sample `i` in `[n, passes, classes]`. */
export function informationOf(probabilities: Float32Array, i: number, passes: number, classes: number): number {
  const mean = new Float32Array(classes);
  let own = 0;
  for (let pass = i * passes; pass < (i + 1) * passes; pass++) {
    for (let c = 0; c < classes; c++) mean[c]! += probabilities[pass * classes + c]! / passes;
    own += entropyOf(probabilities, classes, pass) / passes;
  }
  return entropyOf(mean, classes, 0) - own;
}
