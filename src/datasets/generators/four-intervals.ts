/**
 * The sampling-bias trap (WAAL, Fig. 1, after Dasgupta 2011): two classes in four intervals of a line. From a start in the
 * two large outer intervals, the boundary lies in the middle; queries next to it find the third interval and move the
 * boundary to its right end. The second interval is then far from the boundary, with points of the other class on both
 * sides, and is never queried: the error stays at 10%.
 */
import { planeGenerator } from './plane-generator.ts';

/**
 * Left end, right end, class, and samples of 20: 40%, 10%, 5%, 45%. In about 19 starts of 20, the middle between a point of
 * the first interval and one of the last is nearer to the third interval than to the second.
 */
const INTERVALS = [
  { left: -0.8, right: -0.5, label: 0, of20: 8 },
  { left: -0.47, right: -0.37, label: 1, of20: 2 },
  { left: -0.15, right: -0.08, label: 0, of20: 1 },
  { left: 0.15, right: 0.8, label: 1, of20: 9 },
];

/** Half the height of the strip, which is independent of the class and separates the points on the screen. */
const JITTER = 0.06;

export const fourIntervals = planeGenerator({
  name: 'four-intervals',
  label: 'Four intervals',
  summary: 'the sampling-bias trap, on a line',
  about:
    'A, B, A, B with 40, 10, 5 and 45 percent of the samples; the height is independent of the class. With one label of ' +
    'each class, from the outer intervals, queries where the learner is uncertain never return to the second ' +
    'interval and stay at 10% error; queries at random or far from labelled samples find it.',
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
