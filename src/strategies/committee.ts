/**
 * Query by committee: the samples about which an ensemble of learners disagrees most (Seung, Opper & Sompolinsky 1992). The
 * members are the arm's learner and others trained as it was, with other initial weights and batches.
 */
import { tieOrder } from '../algorithms/tie-order.ts';
import { choiceParameter, integerParameter, withDefaults } from '../protocol/parameters.ts';
import type { Network } from '../models/model.ts';
import { predictBatch } from '../trainer/predict.ts';
import { mutualInformation } from './bald.ts';
import { acquisitionOf, type Strategy, type StrategyContext } from './contracts/strategy.ts';
import type { PredictionView } from './contracts/prediction.ts';
import { randomSubset, subsetParameter } from './support/random-subset.ts';
import { Top } from './support/top.ts';
import { entropyOf, meanPrediction, votesOf } from './support/uncertainty.ts';

const parameters = [
  integerParameter('members', {
    label: 'Members',
    about: 'Learners of the committee, the arm’s own among them; each further one costs a training per cycle.',
    default: 5,
    min: 2,
    max: 50,
  }),
  choiceParameter('disagreement', {
    label: 'Disagreement',
    about:
      'Vote entropy counts predicted classes; consensus entropy is that of the mean prediction; mean divergence is how far the members’ predictions are from their mean.',
    default: 'vote-entropy',
    choices: {
      'vote-entropy': 'vote entropy',
      'consensus-entropy': 'consensus entropy',
      divergence: 'mean KL divergence to the mean',
    },
  }),
  subsetParameter,
];

const outputs = { probabilities: true, values: true } as const;

export const committee: Strategy = {
  about: {
    name: 'committee',
    label: 'Query by committee',
    group: 'bayesian',
    summary: 'highest disagreement in an ensemble of learners',
    about:
      'Trains further learners on the same labels from other initial weights, and queries the samples about which their predictions disagree most.',
    reference:
      'Seung, Opper & Sompolinsky, “Query by committee”, COLT 1992; Dagan & Engelson 1995 (vote entropy); McCallum & Nigam 1998 (divergence)',
    parameters,
    requires: ['probabilities'],
  },
  async select(context) {
    const scoreOf = await disagreementOf(context);
    const top = new Top(context.batchSize, tieOrder(context.rng));
    for await (const view of context.predict(outputs, randomSubset(context))) {
      const scores = await scoreOf(view);
      view.indices.forEach((index, i) => top.offer(index, scores[i]!, scores[i]!));
    }
    return top.toSelection();
  },
  async acquisition(context) {
    return acquisitionOf({ outputs, score: await disagreementOf(context) });
  },
};

type View = PredictionView<typeof outputs>;

/** The score `[n]` of a view; trains the members that are not trained yet. */
async function disagreementOf(context: StrategyContext): Promise<(view: View) => Promise<Float32Array>> {
  const { members, disagreement } = withDefaults(parameters, context.parameters);
  const networks: Network[] = [];
  for (let member = 1; member < members; member++) {
    context.progress(member - 1, members - 1);
    networks.push(await context.trainMember(member));
  }
  return async ({ indices, classes, probabilities, values }) => {
    const count = indices.length;
    const predictions = [probabilities];
    for (const network of networks) predictions.push((await predictBatch(network, { values, count })).probabilities);
    return Float32Array.from(indices, (_, i) => {
      const rows = new Float32Array(members * classes);
      predictions.forEach((one, m) => rows.set(one.subarray(i * classes, (i + 1) * classes), m * classes));
      return disagreements[disagreement](rows, classes);
    });
  };
}

/** Disagreement about one sample, in nats. Takes the members' probabilities `[members, classes]`. */
export const disagreements = {
  /** Entropy of the classes that the members predict (Dagan & Engelson 1995). */
  'vote-entropy': (rows: Float32Array, classes: number): number => {
    const votes = votesOf(rows, classes);
    if (!votes) return NaN;
    const members = rows.length / classes;
    // divided once: the shares of members who agree add up to exactly 1
    return entropyOf(
      Float32Array.from(votes, (count) => count / members),
      classes,
      0,
    );
  },
  /** Entropy of the mean prediction. */
  'consensus-entropy': (rows: Float32Array, classes: number): number =>
    entropyOf(meanPrediction(rows, classes), classes, 0),
  /** Mean Kullback–Leibler divergence to the mean (McCallum & Nigam 1998), which is the mutual information of BALD. */
  divergence: mutualInformation,
};
