/**
 * The query of TOD (Huang et al. 2021, section 3.2): the samples whose outputs have changed most since the learner of the cycle before. In
 * the first cycle there is none: all are equal, and the query is random.
 */
import { pointwise } from '../contracts/pointwise.ts';
import { subsetParameter } from '../support/random-subset.ts';

export const outputDiscrepancy = pointwise({
  about: {
    name: 'tod',
    label: 'Output discrepancy (TOD)',
    group: 'uncertainty',
    summary: 'greatest change since the last cycle',
    about:
      'Queries the samples whose predicted probabilities differ most from those of the learner of the cycle before, of a random subset of the pool; in the first cycle at random. Needs a training method that keeps that learner.',
    reference: 'Huang, Wang, Xiong, Huang & Dou, “Semi-supervised active learning with temporal output discrepancy”, ICCV 2021', // prettier-ignore
    parameters: [
      {
        ...subsetParameter,
        about: `${subsetParameter.about} In the authors’ code 25,000 for CIFAR, 29,302 for SVHN, 4,340 for Caltech-101.`,
        default: 25_000,
      },
    ],
    ownTraining: 'tod',
    requires: ['discrepancy'],
  },
  outputs: { scores: ['discrepancy'] },
  score: ({ scores }, i) => scores.discrepancy[i]!,
  first: 'greatest',
});
