/**
 * Queries by the members of an ensemble (Jung, Kim and Lee 2023, section 3; Beluch et al. 2018): their votes, the entropy of their mean, the
 * mutual information of label and member, or the margin of their mean.
 */
import { tieOrder } from '../../algorithms/tie-order.ts';
import { choiceParameter, withDefaults } from '../../protocol/parameters.ts';
import { mutualInformation } from '../bald.ts';
import type { PredictionView } from '../contracts/prediction.ts';
import { acquisitionOf, type Strategy, type StrategyContext } from '../contracts/strategy.ts';
import { checkedLearner } from '../support/checked-learner.ts';
import { randomSubset, subsetParameter } from '../support/random-subset.ts';
import { Top } from '../support/top.ts';
import { entropyOf, marginOf, meanPrediction, rowOf, votesOf } from '../support/uncertainty.ts';

const parameters = [
  choiceParameter('score', {
    label: 'Score',
    about: 'What the members’ predictions are ranked by.',
    default: 'variation-ratio',
    choices: {
      'variation-ratio': 'variation ratio: votes against the majority',
      entropy: 'entropy of the mean',
      bald: 'mutual information (BALD)',
      margin: 'margin of the mean, the smallest first',
    },
  }),
  subsetParameter,
];

const outputs = { members: true } as const;

export const snapshotEnsemble: Strategy = {
  about: {
    name: 'snapshot',
    label: 'Snapshot ensemble',
    group: 'bayesian',
    summary: 'disagreement of snapshots of one training',
    about:
      'Queries the samples about which the members of the training’s ensemble disagree most, or are together least certain. Needs a training method with an ensemble.',
    reference: 'Jung, Kim & Lee, “A simple yet powerful deep active learning with snapshots ensembles”, ICLR 2023',
    parameters,
    ownTraining: 'snapshot',
    requires: ['members'],
  },
  async select(context) {
    const score = checkedScore(context);
    const top = new Top(context.batchSize, tieOrder(context.rng));
    for await (const view of context.predict(outputs, randomSubset(context)))
      view.indices.forEach((index, i) => {
        const { rank, value } = score(view, i);
        top.offer(index, rank, value);
      });
    return top.toSelection();
  },
  acquisition(context) {
    const score = checkedScore(context);
    return acquisitionOf({
      outputs,
      score: (view) => Float32Array.from(view.indices, (_, i) => score(view, i).rank),
    });
  },
};

/** The score of sample `i` of a view, and the rank by it: the highest is queried first. */
function checkedScore(context: StrategyContext) {
  checkedLearner(snapshotEnsemble, context);
  const { score } = withDefaults(parameters, context.parameters);
  return ({ members, classes, indices }: PredictionView<typeof outputs>, i: number) => {
    const predictions = rowOf(members, i, members.length / indices.length);
    const mean = meanPrediction(predictions, classes);
    if (score === 'entropy') return same(entropyOf(mean, classes, 0));
    if (score === 'bald') return same(mutualInformation(predictions, classes));
    const margin = marginOf(mean, classes, 0);
    if (score === 'margin') return { value: margin, rank: -margin };
    const value = variationRatio(predictions, classes);
    // few values: of equals, the higher entropy first; a step of the ratio is greater than its share of 1/1000
    return { value, rank: value + (1e-3 * entropyOf(mean, classes, 0)) / Math.log(classes) };
  };
}

const same = (value: number) => ({ value, rank: value });

/** Share of the members that do not predict the most frequent prediction. @param predictions `[members, classes]` */
export function variationRatio(predictions: Float32Array, classes: number): number {
  const votes = votesOf(predictions, classes);
  const members = predictions.length / classes;
  return votes ? 1 - Math.max(...votes) / members : NaN;
}
