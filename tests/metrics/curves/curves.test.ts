/** Curves, bands, areas, times, and the table of the log that they are computed from. */
import { describe, expect, test } from 'vitest';
import { areaUnder } from '../../../src/metrics/curves/area-under-curve.ts';
import { queriesAt, queryHistoryOf, trueClassOf } from '../../../src/metrics/queries/queries.ts';
import { balanceOf, classOf, poolBalance, shareCurves } from '../../../src/metrics/curves/class-balance.ts';
import { referenceLines } from '../../../src/metrics/full-supervision.ts';
import { bandOf, countedSeeds, curvesOf, splitMean } from '../../../src/metrics/curves/curves.ts';
import { queryEntropyCurves } from '../../../src/metrics/curves/query-entropy.ts';
import { labelCountsAt, poolShares } from '../../../src/metrics/label-counts.ts';
import { labelledBefore, tableOf, type StepTable } from '../../../src/metrics/step-table.ts';
import { armTime, cycleTimes } from '../../../src/metrics/cycle-times.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { planSteps } from '../../../src/protocol/plan.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';

const table = (story: LogOptions = {}): StepTable => tableOf(buildLog(story))!;

const accuracyCurves = (of: StepTable) => curvesOf(of, accuracyInfo);

describe('the table of a growing log', () => {
  test('equals at every length the table of the whole log', () => {
    const log = buildLog({ seeds: [1, 2], spec: { reference: true } });
    let grown: StepTable | undefined;
    for (let length = 1; length <= log.length; length++) grown = tableOf(log.slice(0, length), grown);
    expect(grown).toEqual(tableOf(log));
  });

  test('is built again when the log is of another run, even of the same length', () => {
    const first = table({ accuracy: () => 0.1 });
    const other = buildLog({ accuracy: () => 0.9 });
    expect(tableOf(other, first)?.steps).toEqual(tableOf(other)?.steps);
  });

  test('has the labelled set of any cycle, initial set first', () => {
    expect(labelledBefore(table(), { seed: 1, cycle: 0, arm: 1 }).indices).toEqual([0, 1]);
    expect(labelledBefore(table(), { seed: 1, cycle: 2, arm: 1 })).toEqual({
      indices: [0, 1, 20, 21, 22, 23],
      labels: [0, 1, 0, 1, 0, 1],
    });
  });
});

describe('curves', () => {
  test('have the mean over the seeds, with minimum and maximum', () => {
    const [, margin] = accuracyCurves(
      table({ seeds: [1, 2, 3], accuracy: (arm, cycle, seed) => (seed * arm + cycle) / 10 }),
    );
    expect(margin?.mean[1]).toMatchObject({ labelled: 4, min: 0.2, max: 0.4, seeds: 3 });
    expect(margin?.mean[1]?.value).toBeCloseTo(0.3, 12);
    expect(margin?.perSeed.map((one) => one.points.map((point) => point.value))[2]).toEqual([0.3, 0.4, 0.5]);
  });

  test('have a mean only as far as every seed that has begun reaches; beyond it the rest', () => {
    const plan = planSteps(table({ seeds: [1, 2] }).spec);
    // seed 2 has measured cycle 0 of both arms and cycle 1 of the first
    const steps = plan.findIndex(({ seed }) => seed === 2) + 3;
    const curves = accuracyCurves(table({ seeds: [1, 2], steps }));
    const counted = countedSeeds(curves);
    expect(counted).toBe(2);
    const cycles = curves.map((curve) => {
      const { whole, partial } = splitMean(curve, counted);
      return [whole.map(({ cycle }) => cycle), partial.map(({ cycle }) => cycle)];
    });
    expect(cycles).toEqual([
      [[0, 1], [1, 2]],
      [[0], [0, 1, 2]],
    ]); // prettier-ignore
    // an arm that the second seed has not reached yet, and a whole run
    const begun = accuracyCurves(table({ seeds: [1, 2], steps: steps - 2 }));
    expect(splitMean(begun[1]!, countedSeeds(begun))).toMatchObject({ whole: [], partial: { length: 3 } });
    const all = accuracyCurves(table({ seeds: [1, 2] }));
    expect(splitMean(all[0]!, 2)).toMatchObject({ whole: { length: 3 }, partial: [] });
  });

  test('have a selectable band: all seeds, 95% interval of the mean, or one standard deviation', () => {
    const [random] = accuracyCurves(table({ seeds: [1, 2, 3], accuracy: (_, __, seed) => seed / 10 }));
    const point = random!.mean[0]!;
    expect(bandOf(point, 'range')).toEqual([0.1, 0.3]);
    // s = .1; t(2) = 4.302653: ± .248414
    const [low, high] = bandOf(point, 'interval');
    expect([low, high].map((one) => one.toFixed(6))).toEqual(['-0.048414', '0.448414']);
    expect(bandOf(point, 'deviation').map((one) => one.toFixed(12))).toEqual(['0.100000000000', '0.300000000000']);
    const [single] = accuracyCurves(table({ accuracy: () => 0.4 }));
    expect(bandOf(single!.mean[0]!, 'interval')).toEqual([0.4, 0.4]);
  });

  test('have the gradient steps of the learner at each point', () => {
    const [random] = accuracyCurves(table({ seeds: [1, 2] }));
    expect(random?.mean.map((point) => [point.labelled, point.gradientSteps])).toEqual([
      [2, 20],
      [4, 40],
      [6, 60],
    ]);
  });

  test('average at each cycle only the seeds that have reached it', () => {
    // Seed 1 is whole (6 steps); of seed 2 both arms have done cycle 0.
    const [random] = accuracyCurves(table({ seeds: [1, 2], steps: 8, accuracy: (_, __, seed) => seed / 4 }));
    expect(random?.mean.map((point) => [point.value, point.seeds])).toEqual([
      [0.375, 2],
      [0.25, 1],
      [0.25, 1],
    ]);
  });

  test('of entropy have their points at the cycle of the query', () => {
    const [, margin] = queryEntropyCurves(table({ entropies: (arm, cycle) => [cycle, cycle + arm] }));
    expect(margin?.mean.map((point) => [point.cycle, point.labelled, point.value])).toEqual([
      [0, 2, 0.5],
      [1, 4, 1.5],
    ]);
  });

  test('have the trapezoidal area divided by the range of labels', () => {
    const points = [
      { labelled: 10, value: 0.5 },
      { labelled: 20, value: 0.7 },
      { labelled: 60, value: 0.9 },
    ];
    // (10 · 0.6 + 40 · 0.8) / 50
    expect(areaUnder(points)).toBeCloseTo(0.76, 12);
    expect(areaUnder(points.slice(0, 1))).toBeUndefined();
  });

  test('have the line of full supervision where the log has it', () => {
    expect(referenceLines(table({ spec: { reference: true } }), accuracyInfo)).toEqual([{ value: 0.95, seeds: 1 }]);
    expect(referenceLines(table(), accuracyInfo)).toEqual([]);
  });
});

describe('balance', () => {
  test('the share of a class follows its labels; a choice that the run has not is none', () => {
    // the initial set has one of each class, and every sample that margin queries has label 1 if its index is odd
    const shares = table({ label: (index) => (index > 21 ? 1 : index % 2) });
    const [, margin] = shareCurves(shares, 1);
    // 0 and 1 · then 20 and 21 · then 22 and 23, both of class 1
    expect(margin?.mean.map((point) => [point.labelled, point.value])).toEqual([
      [2, 1 / 2],
      [4, 2 / 4],
      [6, 4 / 6],
    ]);
    expect([classOf(shares, 1), classOf(shares, 2), classOf(shares, undefined)]).toEqual([1, undefined, undefined]);
  });

  test('is 1 for equal classes and 0 for one class, for any number of classes', () => {
    expect(balanceOf([5, 5, 5, 5, 5])).toBeCloseTo(1, 12);
    expect(balanceOf([9, 0, 0])).toBeCloseTo(0, 12);
    expect(balanceOf([3, 1])).toBeCloseTo(0.8112781244591328, 12); // one bit's entropy at 1/4
    expect(balanceOf([0, 0])).toBeNaN();
  });

  test('of the pool is computed from its counts', () => {
    expect(poolBalance(table())).toBeCloseTo(0.9709505944546686, 12); // binary entropy of 0.4
  });
});

describe('labels and queries', () => {
  test('have the counts of the last measured cycle before the one shown', () => {
    const given = table({ label: () => 0 });
    expect(labelCountsAt(given, 1, 1).map((one) => one.counts)).toEqual([
      [3, 1],
      [3, 1],
    ]);
    expect(labelCountsAt(given, 1, Infinity)[0]?.shares).toEqual([5 / 6, 1 / 6]);
    expect(poolShares(given, 1)).toEqual([0.6, 0.4]);
  });

  test('of two arms share a sample in the same cycle, not in different cycles', () => {
    const given = table({ queried: (arm, cycle) => (cycle === 0 ? [7, arm + 20] : [arm === 0 ? 21 : 20, 50 + arm]) });
    const [random, margin] = queriesAt(given, 1, 0);
    expect(random?.samples.map((pick) => pick.arms)).toEqual([[0, 1], [0]]);
    expect(margin?.samples[0]?.arms).toEqual([0, 1]);
    expect(queriesAt(given, 1, 1).flatMap((one) => one.samples.map((pick) => pick.arms.length))).toEqual([1, 1, 1, 1]);
    expect(queriesAt(given, 1, Infinity)[0]?.cycle).toBe(1);
    expect(queriesAt(given, 1, 2)).toEqual([]);
    expect(queryHistoryOf(given, 1, 20).map((one) => [one.name, one.cycle])).toEqual([
      ['random', 0],
      ['margin', 1],
    ]);
  });
});

test('a sample that another arm queried a cycle earlier is not shared', () => {
  // Three steps: random has cycles 0 and 1, margin cycle 0.
  const given = table({ steps: 3, queried: (arm, cycle) => (arm === 0 && cycle === 0 ? [30, 31] : [20, 50 + arm]) });
  const asked = queriesAt(given, 1, Infinity);
  expect(asked.map((one) => one.cycle)).toEqual([1, 0]);
  expect(asked.flatMap((one) => one.samples.map((pick) => pick.arms))).toEqual([[0], [0], [1], [1]]);
});

describe('times', () => {
  test('are seconds per phase; the last cycle has no query', () => {
    const times = cycleTimes(table({ seeds: [1, 2] }), 0);
    expect(times.map((one) => one.total)).toEqual([3.5, 3.5, 2.5]);
    expect(armTime(table(), 1)).toEqual({ training: 6, measuring: 1.5, querying: 2 });
  });
});

test('a prediction is right or wrong by the true class, where the annotator erred', () => {
  const log = buildLog({ label: () => 0 });
  const asked = () => queriesAt(tableOf(log)!, 1, 0)[0]!.samples;
  expect(asked().map((one) => trueClassOf(one, 1))).toEqual(asked().map(() => 0));
  for (const event of log) if (event.type === 'labelled') event.truth = event.indices.map((_, i) => (i + 1) % 2);
  expect(asked().map((one) => [one.label, trueClassOf(one, 0)])).toEqual([
    [0, 1],
    [0, 0],
  ]);
  expect(trueClassOf({ ...asked()[0]!, label: undefined, truth: undefined }, 1)).toBe(1);
});
