/** The query of ADS (Fu et al. 2021, Eq. 8): the samples about which the two heads are most uncertain, of a random subset. */
import { pointwise } from '../contracts/pointwise.ts';
import { subsetParameter } from '../support/random-subset.ts';

export const agreementDiscrepancy = pointwise({
  about: {
    name: 'ads',
    label: 'Agreement and discrepancy (ADS)',
    group: 'uncertainty',
    summary: 'highest mean entropy of two heads',
    about:
      'Queries the samples with the highest mean entropy of the outputs of the training’s two heads, of a random subset of the pool. Needs a training method with two heads.',
    reference: 'Fu, Yuan, Wan, Xu & Ye, “Agreement-discrepancy-selection: active learning with progressive distribution alignment”, AAAI 2021', // prettier-ignore
    parameters: [{ ...subsetParameter, about: `${subsetParameter.about} The paper draws 10,000.`, default: 10_000 }],
    ownTraining: 'ads',
    requires: ['head-entropy'],
  },
  outputs: { scores: ['head-entropy'] },
  score: ({ scores }, i) => scores['head-entropy'][i]!,
  first: 'greatest',
});
