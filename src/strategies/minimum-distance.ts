/** Minimum distance to the hyper-plane, |w·x + b| / ‖w‖: the query of ASAL and GAAL for linear classifiers. */
import { pointwise } from './contracts/pointwise.ts';
import { subsetParameter } from './support/random-subset.ts';

export const minimumDistance = pointwise({
  about: {
    name: 'minimum-distance',
    label: 'Minimum distance',
    group: 'uncertainty',
    summary: 'nearest to the separating plane',
    about:
      'Queries the samples nearest to the separating hyper-plane of a linear classifier with two classes, on either side of it.',
    reference:
      'Tong & Koller, “Support vector machine active learning with applications to text classification”, JMLR 2001; Mayer & Timofte, “Adversarial sampling for active learning”, WACV 2020',
    parameters: [subsetParameter],
    requires: ['hyperplane'],
  },
  outputs: { distances: true },
  score: ({ distances }, i) => distances[i]!,
  first: 'least',
});
