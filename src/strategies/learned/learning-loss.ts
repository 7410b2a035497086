/** The query of learning loss (Yoo and Kweon 2019, section 3.1): the greatest predicted losses of a random subset. */
import { pointwise } from '../contracts/pointwise.ts';
import { subsetParameter } from '../support/random-subset.ts';

export const learningLoss = pointwise({
  about: {
    name: 'learning-loss',
    label: 'Learning loss',
    group: 'uncertainty',
    summary: 'highest predicted loss',
    about:
      'Queries the samples whose loss the module of the training predicts to be the greatest, of a random subset of the pool. Needs a training method that predicts losses.',
    reference: 'Yoo & Kweon, “Learning loss for active learning”, CVPR 2019',
    parameters: [
      {
        ...subsetParameter,
        about: `${subsetParameter.about} The paper draws 10,000.`,
        default: 10_000,
      },
    ],
    ownTraining: 'learning-loss',
    requires: ['predicted-loss'],
  },
  outputs: { scores: ['predicted-loss'] },
  score: ({ scores }, i) => scores['predicted-loss'][i]!,
  first: 'greatest',
});
