/**
 * The sampling-bias trap (WAAL, Fig. 1, after Dasgupta 2011): two classes in four intervals of a line. From a start in
 * the two large outer intervals the boundary lies in the middle; asking next to it finds the third interval and moves
 * the boundary to that one's right end. The second interval is now far from the boundary, between points of the other
 * class on both sides, and is never asked about: the error stays at 10%.
 */
import { planeGenerator } from './plane-generator.ts';

/**
 * left, right, class, and how many of 20 samples: 40%, 10%, 5%, 45%. The gaps are such that the middle between a point of
 * the first and one of the last interval is nearer to the third than to the second in about 19 starts of 20.
 */
const INTERVALS = [
  { left: -0.8, right: -0.5, label: 0, of20: 8 },
  { left: -0.47, right: -0.37, label: 1, of20: 2 },
  { left: -0.15, right: -0.08, label: 0, of20: 1 },
  { left: 0.15, right: 0.8, label: 1, of20: 9 },
];

/** Half the height of the strip; it means nothing and is there so that points can be told apart. */
const JITTER = 0.06;

export const fourIntervals = planeGenerator({
  name: 'four-intervals',
  label: 'Four intervals',
  summary: 'the sampling-bias trap, on a line',
  about:
    'A, B, A, B with 40, 10, 5 and 45 percent of the samples; the height means nothing. With one label of each class, ' +
    'from the outer intervals, asking where the learner is uncertain never comes back to the second ' +
    'interval and stays at 10% error; asking at random or far from what is known finds it.',
  reference:
    'Shui et al., “Deep active learning: unified and principled method for query and training” (2020), Fig. 1; ' +
    'Dasgupta, “Two faces of active learning” (2011).',
  classes: ['A', 'B'],
  counts: INTERVALS.map((one) => one.of20),
  classOf: INTERVALS.map((one) => one.label),
  point(interval, rng) {
    const { left, right } = INTERVALS[interval]!;
    return [rng.between(left, right), rng.between(-JITTER, JITTER)];
  },
});
